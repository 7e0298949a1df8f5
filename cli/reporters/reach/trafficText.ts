import type { AllowedTraffic, Range } from "../../../reachability/questions/allowedTraffic.js";

/** What gets through, for a person: `TCP 80, 443, UDP 53`, `all TCP, ICMP 8`, `all traffic`. */
export function trafficText({ allow, icmp, protocols }: AllowedTraffic): string {
  const transport = Object.entries(allow).map(([protocol, ranges]) =>
    isEvery(ranges) ? `all ${protocol}` : `${protocol} ${ranges.map(rangeText).join(", ")}`,
  );
  const everyPort = transport.length === 3 && transport.every((text) => text.startsWith("all "));
  // What is absent follows the ports: all of it where they are all open, else none.
  if (everyPort && !icmp && !protocols) return "all traffic";
  const types = icmp ?? (everyPort ? ["all"] : []);
  const others = protocols ?? (everyPort ? [] : undefined);
  return [
    ...(everyPort ? ["all ports"] : transport),
    ...(types.length === 0 ? [] : [types[0] === "all" ? "all ICMP" : `ICMP ${types.join(", ")}`]),
    ...(others && others.length > 0 ? [`IP protocols ${others.map(rangeText).join(", ")}`] : []),
    ...(everyPort && !protocols ? ["all other protocols"] : []),
  ].join(", ");
}

function isEvery(ranges: readonly Range[]): boolean {
  return ranges.length === 1 && ranges[0]![0] === 1 && ranges[0]![1] === 65535;
}

function rangeText([first, last]: Range): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
