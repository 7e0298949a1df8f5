import type { ResourceChange } from "../../consequences/report.js";

/** Resources to which the same happens, for the same reasons. */
export interface ChangeRow extends Pick<
  ResourceChange,
  "action" | "type" | "nodes" | "order" | "properties"
> {
  /** Sorted as the report has them. */
  readonly names: readonly string[];
}

/** What a person wants to hear of first; nodes before all. */
const actions = ["replace", "create", "update", "delete"] as const;

/** Changes that are alike, together. */
export function changeRows(changes: readonly ResourceChange[]): ChangeRow[] {
  const rows = new Map<string, ChangeRow & { readonly names: string[] }>();
  for (const { action, type, nodes, order, properties, name } of changes) {
    const key = JSON.stringify([action, type, nodes, order, properties]);
    const row = rows.get(key) ?? { action, type, nodes, ...(order ? { order } : {}), properties, names: [] };
    rows.set(key, row);
    row.names.push(name);
  }
  const rank = ({ nodes, action }: ChangeRow) => (nodes ? 0 : 10) + actions.indexOf(action);
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || (a.type < b.type ? -1 : 1));
}

/** `NodeGroup` of `aws:eks/nodeGroup:NodeGroup`. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** The order of a replacement in words. */
export function orderText(order: NonNullable<ResourceChange["order"]>): string {
  switch (order) {
    case "create-before-delete":
      return "new before old";
    case "delete-before-create":
      return "old is deleted first";
  }
}
