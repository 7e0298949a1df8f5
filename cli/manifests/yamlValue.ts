import { EVENT_ID, type AliasEvent, type Event, type MappingEvent, type SequenceEvent } from "js-yaml";
import { showValue } from "../../problems/problem.js";
import type { Budget } from "./limits.js";
import { Mistake } from "./mistake.js";
import { Frame, type Anchored, type Mapping } from "./yamlFrame.js";
import { offsetOf, readScalar, tagOf } from "./yamlScalar.js";

/**
 * The value of one document's events, as Kubernetes reads it; undefined where there is no document. Throws a
 * {@link Mistake} for the first thing that Kubernetes refuses or that cannot be bounded.
 */
export function buildValue(source: string, events: readonly Event[], budget: Budget): unknown {
  return new Builder(source, budget).build(events);
}

/** Follows the flat list of events with a stack of its own, so that depth costs no call stack. */
class Builder {
  private readonly frames: Frame[] = [];
  private readonly anchors = new Map<string, Anchored>();
  private document: unknown;

  constructor(
    private readonly source: string,
    private readonly budget: Budget,
  ) {}

  build(events: readonly Event[]): unknown {
    try {
      checkDocuments(events);
      for (const event of events) this.take(event);
      return this.document;
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const path = this.frames.flatMap(({ segment, awaitsKey }) => (awaitsKey ? [] : [segment]));
      throw new Mistake(error.offset, error.found, error.allowed, path);
    }
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        return;
      case EVENT_ID.SCALAR: {
        const frame = this.frames.at(-1);
        if (frame?.awaitsKey) {
          frame.startKey(this.source, event);
          if (event.anchorStart >= 0)
            this.name(event, { value: readScalar(this.source, event), size: 1, open: false });
          return;
        }
        const value = readScalar(this.source, event);
        this.name(event, { value, size: 1, open: false });
        this.add(value, 1, false);
        return;
      }
      case EVENT_ID.MAPPING:
        this.open(event, {}, "!!map");
        return;
      case EVENT_ID.SEQUENCE:
        this.open(event, [], "!!seq");
        return;
      case EVENT_ID.ALIAS:
        this.addAlias(event);
        return;
      case EVENT_ID.POP: {
        const frame = this.frames.pop();
        // The document's own end.
        if (!frame) return;
        frame.anchored.open = false;
        frame.anchored.size = frame.size;
        this.add(frame.value, frame.size, false);
        return;
      }
    }
  }

  private open(event: MappingEvent | SequenceEvent, value: unknown[] | Mapping, plainTag: string): void {
    const tag = tagOf(this.source, event);
    if (tag !== "" && tag !== plainTag)
      throw new Mistake(offsetOf(event), `the tag ${showValue(tag)}`, "values without tags of their own");
    if (this.frames.at(-1)?.awaitsKey)
      throw new Mistake(offsetOf(event), "a list or a mapping as a key", "text as a key");
    const anchored = { value, size: 1, open: true };
    this.name(event, anchored);
    this.frames.push(new Frame(value, anchored));
  }

  private addAlias(event: AliasEvent): void {
    const offset = event.anchorStart - 1;
    const name = this.source.slice(event.anchorStart, event.anchorEnd);
    const anchored = this.anchors.get(name);
    const shown = showValue(`*${name}`);
    if (!anchored) throw new Mistake(offset, `the alias ${shown} of nothing`, "an anchor before its aliases");
    if (anchored.open)
      throw new Mistake(offset, `the alias ${shown} inside what it stands for`, "values that end");
    if (this.frames.at(-1)?.awaitsKey)
      throw new Mistake(offset, `the alias ${shown} as a key`, "text as a key");
    this.budget.takeAliased(anchored.size, offset);
    this.add(anchored.value, anchored.size, true);
  }

  private add(value: unknown, size: number, isAlias: boolean): void {
    const frame = this.frames.at(-1);
    if (!frame) {
      this.document = value;
      return;
    }
    frame.size += size;
    const copied = frame.add(value, isAlias);
    if (copied > 0) this.budget.takeAliased(copied, frame.keyOffset);
  }

  private name(
    event: { readonly anchorStart: number; readonly anchorEnd: number },
    anchored: Anchored,
  ): void {
    if (event.anchorStart >= 0)
      this.anchors.set(this.source.slice(event.anchorStart, event.anchorEnd), anchored);
  }
}

function checkDocuments(events: readonly Event[]): void {
  const second = events.findIndex(({ type }, index) => index > 0 && type === EVENT_ID.DOCUMENT);
  // go-yaml reads the first document of what stands between two separators, and drops the others without a word.
  if (second > 0)
    throw new Mistake(
      offsetOf(events[second + 1]!),
      "a document after the end of another",
      "--- before each document",
    );
}
