import { isDeepStrictEqual } from "node:util";
import { formatPath } from "../../problems/problem.js";
import type { RecordedResource, Recording } from "../plan/record.js";
import { byWeight, isNodeType } from "./resourceChanges.js";
import type { ResourceChange } from "./report.js";

/** Paths of one resource that are told. */
const mostPaths = 50;

/**
 * What one plan makes otherwise than another. Nobody is asked what the provider would replace: only what the program
 * says is replaced, and nodes whose content is another.
 */
export function planChanges(
  base: Recording | undefined,
  head: Recording,
): { readonly changes: readonly ResourceChange[]; readonly unchanged: number } {
  const before = new Map((base?.resources ?? []).filter(isMade).map((resource) => [resource.urn, resource]));
  const replacedGroups = changedGroups(base?.outputs, head.outputs);
  const changes: ResourceChange[] = [];
  const made = head.resources.filter(isMade);
  for (const resource of made) {
    const urn = [resource.urn, ...resource.options.aliases].find((name) => before.has(name));
    const change = changeOf(urn === undefined ? undefined : before.get(urn), resource, replacedGroups);
    if (urn !== undefined) before.delete(urn);
    if (change) changes.push(change);
  }
  const unchanged = made.length - changes.length;
  const gone = [...before.values()].map((resource) => told("delete", resource, []));
  return { changes: [...changes, ...gone].sort(byWeight), unchanged };
}

function isMade({ custom }: RecordedResource): boolean {
  return custom;
}

function changeOf(
  before: RecordedResource | undefined,
  after: RecordedResource,
  replacedGroups: readonly string[],
): ResourceChange | undefined {
  if (!before) return told("create", after, []);
  const paths = differences(before.inputs, after.inputs, []).slice(0, mostPaths);
  const { replaceOnChanges, deleteBeforeReplace } = after.options;
  const causes = paths.filter((path) => replaceOnChanges.some((named) => covers(named, path)));
  // By the version of its launch template, which only a deployment tells.
  const isOther =
    replacedGroups.some((group) => after.parent?.endsWith(`::${group}`)) && after.type === nodeGroup;
  if (causes.length > 0 || isOther) {
    const properties = causes.length > 0 ? causes : ["launchTemplate"];
    const order = deleteBeforeReplace ? "delete-before-create" : "create-before-delete";
    return { ...told("replace", after, properties), order };
  }
  return paths.length > 0 ? told("update", after, paths) : undefined;
}

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";

function told(
  action: ResourceChange["action"],
  { urn, type, name }: RecordedResource,
  properties: readonly string[],
): ResourceChange {
  return { action, urn, type, name, nodes: isNodeType(type), properties };
}

/** Groups whose nodes have another content, by the hash that the stack tells. */
function changedGroups(
  before: Recording["outputs"] | undefined,
  after: Recording["outputs"],
): readonly string[] {
  const [old, now] = [before, after].map(
    (outputs) => (outputs?.["nodeGroups"] ?? {}) as Readonly<Record<string, unknown>>,
  );
  return Object.keys(now!).filter((name) => name in old! && old![name] !== now![name]);
}

/** `*` is everything; what a path names, it names with all that is inside. */
function covers(named: string, path: string): boolean {
  return named === "*" || path === named || [".", "["].some((next) => path.startsWith(`${named}${next}`));
}

function differences(before: unknown, after: unknown, path: readonly PropertyKey[]): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) => differences(item, after[index], [...path, index]));
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((key) => differences(before[key], after[key], [...path, key]));
  return [formatPath(path)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
