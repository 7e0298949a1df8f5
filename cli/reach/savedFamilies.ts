import { parseRange } from "../../reachability/questions/diff/parseRange.js";
import { outsideKind, type Matrix } from "../../reachability/questions/matrix.js";
import type { Field } from "../../reachability/read/field.js";
import { familyNames } from "./basis.js";

/** Address families that a saved matrix is about. */
export interface SavedFamilies {
  /** Never empty. */
  readonly families: readonly (4 | 6)[];
  /** Whether it does not say which. */
  readonly assumed: boolean;
}

const known = [4, 6] as const;
const allowed = Object.values(familyNames);

/**
 * The families that a saved matrix says it is about. What versions before that saved is about the families of its
 * addresses at least: assumed are those alone, as to compare in one that it is not about would pass over nothing.
 */
export function savedFamilies(document: Field, matrix: Matrix): SavedFamilies {
  const mentioned = mentionedIn(matrix);
  const list = document.at("families");
  if (!list.present) {
    for (const item of document.at("addresses").at("pods").items())
      mentioned.add(parseRange(item.text() ?? "")?.family);
    const families = known.filter((family) => mentioned.has(family));
    return { families: families.length > 0 ? families : [4], assumed: true };
  }
  const names = list.items().map((item) => {
    if (!item.present) item.refuse(allowed.join(", "));
    return item.oneOf(allowed);
  });
  const families = known.filter((family) => names.includes(familyNames[family]));
  if (Array.isArray(list.value) && names.length === 0) list.refuse(`one at least of ${allowed.join(", ")}`);
  else if (
    !names.includes(undefined) &&
    known.some((family) => mentioned.has(family) && !families.includes(family))
  )
    list.refuse("every family that its connections have addresses of");
  return { families: families.length > 0 ? families : known, assumed: false };
}

function mentionedIn({ connections }: Matrix): Set<4 | 6 | undefined> {
  const outside = connections.flatMap(({ from, fromKind, to, toKind }) => [
    ...(fromKind === outsideKind ? [from] : []),
    ...(toKind === outsideKind ? [to] : []),
  ]);
  return new Set(outside.map((text) => parseRange(text)?.family));
}
