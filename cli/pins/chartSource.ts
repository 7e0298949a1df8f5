/**
 * Where a chart's archive of another version is: the same place with the other version, with or without the v in front, as
 * the place has it. Undefined where the place names no version.
 */
export function withVersion(source: string, from: string, to: string): string | undefined {
  const [old, next] = [from, to].map((version) => version.replace(/^v/, "")) as [string, string];
  const named = new RegExp(`(?<![\\d.])${old.replaceAll(".", "\\.")}(?!\\.?\\d)`, "g");
  const moved = source.replace(named, next);
  return moved === source && old !== next ? undefined : moved;
}
