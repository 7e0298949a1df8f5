import type { Connection, Matrix, WithinWorkload } from "../matrix.js";
import type { WorkloadName } from "./difference.js";

/** The workload of a name that may say which of its pods: `shop/web` of `shop/web{role=canary}`. */
export function workloadOf(name: string): string {
  const at = name.indexOf("{");
  return at < 0 ? name : name.slice(0, at);
}

/** Names of the pods of each workload, by kind and name. */
export type Variants = ReadonlyMap<string, ReadonlySet<string>>;

/** Key of a workload, or of its pods, among those of all kinds. */
export function keyOf({ workload, kind }: WorkloadName): string {
  return `${kind} ${workload}`;
}

/** Groups names by their workloads. */
export function variantsOf(names: Iterable<WorkloadName>): Variants {
  const variants = new Map<string, Set<string>>();
  for (const { workload, kind } of names) {
    const key = keyOf({ workload: workloadOf(workload), kind });
    const own = variants.get(key);
    if (own) own.add(workload);
    else variants.set(key, new Set([workload]));
  }
  return variants;
}

/**
 * A matrix by the other version's names, where that tells pods of one workload apart that this one does not: what holds
 * for all of them holds for each.
 */
export function split(matrix: Matrix, own: Variants, other: Variants): Matrix {
  const apart = new Map<string, readonly string[]>();
  for (const [key, names] of own) {
    const others = other.get(key);
    const [name = ""] = names;
    // Apart on both sides, but otherwise: which pods are which, nobody can say, so all of them are taken as others.
    if (names.size === 1 && name === workloadOf(name) && others && !others.has(name))
      apart.set(key, [...others]);
  }
  if (apart.size === 0) return matrix;
  const namesOf = (workload: string, kind: string) => apart.get(keyOf({ workload, kind })) ?? [workload];
  const pairs = (connection: Connection) =>
    namesOf(connection.from, connection.fromKind).flatMap((from) =>
      namesOf(connection.to, connection.toKind).map((to) => ({ ...connection, from, to })),
    );
  const among = ({ workload, kind, ...traffic }: WithinWorkload) => {
    const names = namesOf(workload, kind);
    return names.flatMap((from) =>
      names.filter((to) => to !== from).map((to) => ({ from, fromKind: kind, to, toKind: kind, ...traffic })),
    );
  };
  return {
    ...matrix,
    connections: [...matrix.connections.flatMap(pairs), ...matrix.within.flatMap(among)],
    within: matrix.within.flatMap((each) =>
      namesOf(each.workload, each.kind).map((workload) => ({ ...each, workload })),
    ),
  };
}
