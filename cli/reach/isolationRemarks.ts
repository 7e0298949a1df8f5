import type { Isolation } from "./tryPolicies.js";

/** How many workloads a remark names. */
const mostNamed = 5;

/** What is lost with policies that isolate pods which were open, in a sentence for each direction. */
export function isolationRemarks(isolated: readonly Isolation[]): string[] {
  return byDirection(isolated).map(([direction, names]) => {
    const rest = direction === "egress" ? "goes out from there (DNS, too)" : "comes in there";
    return `This isolates ${names} for ${direction}, where no NetworkPolicy does yet: what else ${rest} is denied then, unless a policy opens it.`;
  });
}

/** Why it is not a NetworkPolicy. */
export function insteadRemarks(spared: readonly Isolation[]): string[] {
  return byDirection(spared).map(
    ([direction, names]) =>
      `A NetworkPolicy would allow it as well, and isolate ${names} for ${direction}, where none does yet: what else there is would be denied. This goes ahead of what denies it, and changes nothing else.`,
  );
}

/** What tells what is isolated. */
export function keyOf({ workload, direction }: Isolation): string {
  return `${direction} ${workload}`;
}

function byDirection(isolated: readonly Isolation[]): [Isolation["direction"], string][] {
  return (["egress", "ingress"] as const).flatMap((direction) => {
    const names = [
      ...new Set(isolated.filter((each) => each.direction === direction).map(({ workload }) => workload)),
    ];
    if (names.length === 0) return [];
    const more = names.length - mostNamed;
    return [[direction, [...names.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(", ")]];
  });
}
