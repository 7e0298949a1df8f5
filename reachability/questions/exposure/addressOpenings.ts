import { addressConnectionsOf } from "../../evaluate/connections.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { Direction } from "../../model/policy.js";
import {
  allAddresses,
  mergeRanges,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from "../../sets/addresses.js";
import type { IntervalSet } from "../../sets/intervals.js";
import { describeTraffic } from "../allowedTraffic.js";

/** What gets through between a class of pods and addresses of one kind. */
export interface AddressOpening {
  readonly endpointClass: number;
  readonly direction: Direction;
  readonly kind: AddressKind;
  readonly ranges: readonly AddressRange[];
  /** Whether these are all addresses of the kind. */
  readonly all: boolean;
  readonly allow: IntervalSet;
}

export type AddressKind = "internet" | "private" | "nodes";

/** RFC 1918, 6598, 4193; link-local and loopback addresses (RFC 3927, 4291, 1122). */
const privateRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
  "169.254.0.0/16",
  "fe80::/10",
  "127.0.0.0/8",
  "::1/128",
].map((text) => parseCidr(text)!);

/** What each class of pods can be reached from, and reach, outside the cluster, kind by kind. */
export function* addressOpenings(
  evaluation: Evaluation,
  classes: Iterable<number>,
): Generator<AddressOpening> {
  const kinds = kindsOf(evaluation);
  const texts = new Map<string, string>();
  for (const endpointClass of classes) {
    for (const direction of ["ingress", "egress"] as const) {
      const groups = new Map<string, { kind: AddressKind; allow: IntervalSet; ranges: AddressRange[] }>();
      for (const { range, allow } of addressConnectionsOf(evaluation, endpointClass, direction)) {
        const text = texts.get(allow.join()) ?? JSON.stringify(describeTraffic(allow));
        texts.set(allow.join(), text);
        for (const { kind, ranges: whole } of kinds) {
          const ranges = whole.flatMap((each) => overlap(each, range));
          if (ranges.length === 0) continue;
          // By what a report shows: both families' ICMP is one there.
          const group = groups.get(`${kind} ${text}`) ?? { kind, allow, ranges: [] };
          groups.set(`${kind} ${text}`, group);
          group.ranges.push(...ranges);
        }
      }
      for (const { kind, allow, ranges } of groups.values()) {
        const whole = kinds.find((each) => each.kind === kind)!.ranges;
        const all = subtractRanges(whole, ranges).length === 0;
        yield { endpointClass, direction, kind, ranges: mergeRanges(ranges), all, allow };
      }
    }
  }
}

/** Addresses outside, kind by kind. Where nobody said which are the nodes', they are among the private ones. */
function kindsOf({
  cluster,
  universe,
}: Evaluation): readonly { readonly kind: AddressKind; readonly ranges: readonly AddressRange[] }[] {
  const { pods, podsAssumed, nodes, nodesAssumed } = cluster.addresses;
  const inside = podsAssumed ? [] : pods;
  const known = nodesAssumed ? [] : nodes;
  const all = universe.space.families.map((family) => allAddresses[family]);
  const ofFamilies = (ranges: readonly AddressRange[]) =>
    ranges.filter(({ family }) => universe.space.families.includes(family));
  return [
    { kind: "internet", ranges: subtractRanges(all, [...privateRanges, ...known, ...inside]) },
    { kind: "private", ranges: subtractRanges(ofFamilies(privateRanges), [...known, ...inside]) },
    { kind: "nodes", ranges: subtractRanges(ofFamilies(known), inside) },
  ];
}

function overlap(a: AddressRange, b: AddressRange): AddressRange[] {
  if (a.family !== b.family) return [];
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return first <= last ? [{ family: a.family, first, last }] : [];
}
