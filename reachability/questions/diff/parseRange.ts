import { parseAddress, type AddressRange } from "../../sets/addresses.js";

/** The range that `formatRange` wrote; undefined where the text is none. */
export function parseRange(text: string): AddressRange | undefined {
  const [first = "", last = "", ...rest] = text.split("-");
  const [low, high] = [parseAddress(first), parseAddress(last)];
  if (!low || low.family !== high?.family || high.first < low.first || rest.length > 0) return undefined;
  return { family: low.family, first: low.first, last: high.first };
}
