import { parseRange } from "../../../reachability/questions/diff/parseRange.js";
import type { MatrixReport } from "../../reach/matrixReport.js";
import { outsideKind, type Connection } from "../../../reachability/questions/matrix.js";
import { groupConnections, type Group } from "./groupConnections.js";
import { outsideName } from "./outsideName.js";
import { trafficText } from "./trafficText.js";
import { namespaceOf } from "./workloadNames.js";

/** The matrix as a person reads it: what reaches furthest comes first, and every connection stands once. */
export interface Sections {
  /** From outside to workloads; the Internet first. */
  readonly incoming: readonly OutsideGroup[];
  readonly outgoing: readonly OutsideGroup[];
  /** From one namespace to another. */
  readonly across: readonly Group[];
  /** Inside one namespace, by its name. */
  readonly inside: ReadonlyMap<string, readonly Group[]>;
  /** Among the pods of one workload: what gets through, and of which workloads. */
  readonly within: readonly { readonly workloads: readonly string[]; readonly traffic: string }[];
}

/** Workloads that have the same with the same addresses. */
export interface OutsideGroup {
  readonly workloads: readonly string[];
  readonly outside: string;
  readonly internet: boolean;
  readonly traffic: string;
  readonly uncertain: boolean;
}

/** Sorts the connections into sections and groups. `complete`: no list is cut short. */
export function sectionsOf(
  report: Pick<MatrixReport, "connections" | "within" | "addresses">,
  complete: boolean,
): Sections {
  const { connections, within, addresses } = report;
  const pods = addresses.podsAssumed ? [] : addresses.pods.flatMap((text) => parseRange(text) ?? []);
  const outside: Connection[] = [];
  const inCluster: Connection[] = [];
  for (const connection of connections)
    (connection.fromKind === outsideKind || connection.toKind === outsideKind ? outside : inCluster).push(
      connection,
    );
  const { across, inside } = splitByNamespace(inCluster);
  return {
    incoming: groupOutside(outside, "from", pods, complete),
    outgoing: groupOutside(outside, "to", pods, complete),
    across,
    inside,
    within: groupWithin(within),
  };
}

/** What is between many workloads of several namespaces is one line, not one for each pair of namespaces. */
function splitByNamespace(connections: readonly Connection[]): Pick<Sections, "across" | "inside"> {
  const across: Connection[] = [];
  const inside = new Map<string, Connection[]>();
  const spanning = groupConnections(connections).filter(
    ({ from, to }) => spansNamespaces(from) && spansNamespaces(to),
  );
  const told = new Map<string, Set<string>>();
  for (const { from, to } of spanning) {
    const targets = new Set(to);
    for (const source of from) {
      const before = told.get(source);
      told.set(source, before ? new Set([...before, ...targets]) : targets);
    }
  }
  for (const connection of connections) {
    if (told.get(connection.from)?.has(connection.to)) continue;
    const namespace = namespaceOf(connection.from);
    if (namespace !== namespaceOf(connection.to)) across.push(connection);
    else {
      const list = inside.get(namespace);
      if (list) list.push(connection);
      else inside.set(namespace, [connection]);
    }
  }
  return {
    across: [...spanning, ...groupConnections(across)],
    inside: new Map(
      [...inside].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => [name, groupConnections(list)]),
    ),
  };
}

function spansNamespaces(names: readonly string[]): boolean {
  const first = namespaceOf(names[0] ?? "");
  return names.some((name) => namespaceOf(name) !== first);
}

function groupOutside(
  connections: readonly Connection[],
  side: "from" | "to",
  pods: Parameters<typeof outsideName>[1],
  complete: boolean,
): OutsideGroup[] {
  const kind = side === "from" ? "fromKind" : "toKind";
  const ranges = new Map<string, Map<string, string[]>>();
  for (const connection of connections) {
    if (connection[kind] !== outsideKind) continue;
    const workload = connection[side === "from" ? "to" : "from"];
    const traffic = `${connection.uncertain ? "?" : ""}${trafficText(connection)}`;
    const own = ranges.get(workload) ?? new Map<string, string[]>();
    ranges.set(workload, own.set(traffic, [...(own.get(traffic) ?? []), connection[side]]));
  }
  const groups = new Map<string, { workloads: string[]; list: readonly string[]; traffic: string }>();
  for (const [workload, byTraffic] of ranges) {
    for (const [traffic, list] of byTraffic) {
      const key = `${traffic}\n${list.join()}`;
      const same = groups.get(key);
      if (same) same.workloads.push(workload);
      else groups.set(key, { workloads: [workload], list, traffic });
    }
  }
  return [...groups.values()]
    .map(({ workloads, list, traffic }) => {
      const { text, internet } = outsideName(
        list.flatMap((range) => parseRange(range) ?? []),
        pods,
        complete,
      );
      return {
        workloads: workloads.sort(),
        outside: text,
        internet,
        traffic: traffic.replace(/^\?/, ""),
        uncertain: traffic.startsWith("?"),
      };
    })
    .sort(
      (a, b) =>
        Number(b.internet) - Number(a.internet) ||
        b.workloads.length - a.workloads.length ||
        (a.workloads[0]! < b.workloads[0]! ? -1 : 1),
    );
}

function groupWithin(within: MatrixReport["within"]): Sections["within"] {
  const groups = new Map<string, string[]>();
  for (const { workload, ...allowed } of within) {
    const traffic = trafficText(allowed);
    groups.set(traffic, [...(groups.get(traffic) ?? []), workload]);
  }
  return [...groups].map(([traffic, workloads]) => ({ workloads: workloads.sort(), traffic }));
}
