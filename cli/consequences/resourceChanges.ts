import { nodeTypes } from "../../policies/program/replaceableTypes.js";
import type { EngineStep } from "../engine/engineRun.js";
import type { ResourceChange } from "./report.js";

const making: ReadonlySet<string> = new Set(nodeTypes);

const actions = ["replace", "delete", "create", "update"] as const;

/** Resources that a run changes, and how many it leaves as they are. Components are left out: they only group. */
export function resourceChanges(steps: readonly EngineStep[]): {
  readonly changes: readonly ResourceChange[];
  readonly unchanged: number;
} {
  const byUrn = new Map<string, EngineStep[]>();
  for (const step of steps) {
    if ((step.new ?? step.old)?.custom === false) continue;
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  const changes = [...byUrn.values()].flatMap(changeOf).sort(byWeight);
  const changed = new Set(changes.map(({ urn }) => urn));
  const same = [...byUrn].filter(([urn, own]) => !changed.has(urn) && own.some(({ op }) => op === "same"));
  return { changes, unchanged: same.length };
}

/** Whether a resource of this type makes nodes. */
export function isNodeType(type: string): boolean {
  return making.has(type);
}

/** The name at the end of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Nodes first, then by what happens to it. */
export function byWeight(a: ResourceChange, b: ResourceChange): number {
  const keys = ({ nodes, action, type, name, urn }: ResourceChange) => [
    nodes ? 0 : 1,
    actions.indexOf(action),
    type,
    name,
    urn,
  ];
  const [one, other] = [keys(a), keys(b)];
  const index = one.findIndex((key, at) => key !== other[at]);
  return index === -1 ? 0 : one[index]! < other[index]! ? -1 : 1;
}

/** The one change that all steps of a resource come to. */
function changeOf(steps: readonly EngineStep[]): ResourceChange[] {
  const [first] = steps;
  const action = actionOf(steps);
  if (!first || !action) return [];
  const order = action === "replace" ? orderOf(steps) : undefined;
  return [
    {
      action,
      urn: first.urn,
      type: first.type,
      name: nameOf(first.urn),
      nodes: isNodeType(first.type),
      ...(order ? { order } : {}),
      properties: propertiesOf(action, steps),
    },
  ];
}

function actionOf(steps: readonly EngineStep[]): ResourceChange["action"] | undefined {
  const has = (...ops: readonly string[]) => steps.some(({ op }) => ops.includes(op));
  if (has("replace", "create-replacement", "import-replacement")) return "replace";
  // What an earlier update replaced and could not delete: whatever took its place stays.
  if (has("delete", "delete-replaced")) return "delete";
  if (has("create", "import")) return "create";
  return has("update") ? "update" : undefined;
}

/** The engine tells its steps in the order in which it takes them. */
function orderOf(steps: readonly EngineStep[]): ResourceChange["order"] {
  const created = steps.findIndex(({ op }) => op === "create-replacement" || op === "import-replacement");
  const deleted = steps.findIndex(({ op }) => op === "delete-replaced");
  if (created < 0 || deleted < 0) return undefined;
  return created < deleted ? "create-before-delete" : "delete-before-create";
}

function propertiesOf(action: ResourceChange["action"], steps: readonly EngineStep[]): string[] {
  if (action === "create" || action === "delete") return [];
  const paths = (isMeant: (kind: string) => boolean) =>
    steps.flatMap(({ details }) =>
      Object.entries(details).flatMap(([path, kind]) => (isMeant(kind) ? [path] : [])),
    );
  const causes = [...paths((kind) => kind.endsWith("-replace")), ...steps.flatMap((step) => step.replacedBy)];
  const all = [...paths(() => true), ...steps.flatMap(({ diffs }) => diffs)];
  const found = action === "replace" && causes.length > 0 ? causes : all;
  // `spec` says nothing beside `spec.ingress[0]`.
  const distinct = [...new Set(found)].sort();
  return distinct.filter((path) => !distinct.some((other) => isInside(other, path)));
}

function isInside(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
