import { EVENT_ID, type Event } from "js-yaml";
import { isMergeKey, offsetOf, readKey } from "./yamlScalar.js";

/** Where a value stands: of a mapping's value, its key. Undefined where nothing is written. */
interface Place {
  readonly offset: number | undefined;
  readonly contents?: Contents;
}

/** What is in a list or a mapping; shared by an anchor and its aliases. */
interface Contents {
  readonly isList: boolean;
  readonly places: Map<PropertyKey, Place>;
  /** What merge keys add. */
  readonly merged: Contents[];
}

/**
 * Finds places in a document, of events that buildValue has accepted: the function answers with the offset of the value
 * at a path, or of its nearest ancestor.
 */
export function findPlaces(
  source: string,
  events: readonly Event[],
): (path: readonly PropertyKey[]) => number {
  const root = buildPlaces(source, events);
  return (path) => {
    let place: Place | undefined = root;
    let offset = root.offset ?? 0;
    for (const key of path) {
      place = place.contents && find(place.contents, key);
      if (!place) break;
      offset = place.offset ?? offset;
    }
    return offset;
  };
}

function find({ places, merged }: Contents, key: PropertyKey): Place | undefined {
  const own = places.get(key);
  if (own) return own;
  for (const source of merged) {
    const found = find(source, key);
    if (found) return found;
  }
  return undefined;
}

/** A list or a mapping that has not ended. */
interface Open {
  readonly contents: Contents;
  key?: { readonly name: string; readonly offset: number | undefined; readonly isMerge: boolean };
}

function buildPlaces(source: string, events: readonly Event[]): Place {
  const stack: Open[] = [];
  const anchors = new Map<string, Contents>();
  let root: Place = { offset: undefined };
  const add = (offset: number | undefined, contents?: Contents) => {
    const parent = stack.at(-1);
    if (!parent) root = { offset, contents };
    else if (parent.contents.isList)
      parent.contents.places.set(parent.contents.places.size, { offset, contents });
    else {
      const { name, offset: keyOffset, isMerge } = parent.key!;
      parent.key = undefined;
      if (isMerge) parent.contents.merged.push(...mergedBy(contents!));
      else parent.contents.places.set(name, { offset: keyOffset, contents });
    }
  };
  const ends: (() => void)[] = [];
  for (const event of events) {
    const offset = offsetOf(event);
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const parent = stack.at(-1);
        const isKey = parent && !parent.contents.isList && !parent.key;
        if (isKey) parent.key = { name: readKey(source, event), offset, isMerge: isMergeKey(source, event) };
        else add(offset);
        break;
      }
      case EVENT_ID.ALIAS:
        add(offset, anchors.get(source.slice(event.anchorStart, event.anchorEnd)));
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const isList = event.type === EVENT_ID.SEQUENCE;
        const contents: Contents = { isList, places: new Map(), merged: [] };
        if (event.anchorStart >= 0) anchors.set(source.slice(event.anchorStart, event.anchorEnd), contents);
        stack.push({ contents });
        // Only then are the items of a list to merge known.
        ends.push(() => add(offset, contents));
        break;
      }
      case EVENT_ID.POP:
        stack.pop();
        ends.pop()?.();
        break;
      case EVENT_ID.DOCUMENT:
        break;
    }
  }
  return root;
}

function mergedBy(contents: Contents): Contents[] {
  if (!contents.isList) return [contents];
  return [...contents.places.values()].flatMap((item) => item.contents ?? []);
}
