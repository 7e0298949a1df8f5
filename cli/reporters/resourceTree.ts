import type { RecordedResource } from "../plan/record.js";

/** A component and what it makes, or a row of components that make the same. */
export interface TreeRow {
  readonly depth: number;
  /** Names of the components; several where they make the same. */
  readonly names: readonly string[];
  /** Last part of the component's type. */
  readonly type: string;
  /** Resources that providers make below one of them, all levels. */
  readonly resources: number;
  /** Kinds of the resources directly below one of them, with counts, sorted. */
  readonly kinds: readonly string[];
}

interface Node {
  readonly resource: RecordedResource;
  readonly children: Node[];
}

/** The components as rows in the order of their deployment, siblings that make the same merged into one. */
export function resourceTree(resources: readonly RecordedResource[]): TreeRow[] {
  const nodes = new Map<string, Node>(
    resources.map((resource) => [resource.urn, { resource, children: [] }]),
  );
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.resource.parent === undefined ? undefined : nodes.get(node.resource.parent);
    (parent?.children ?? roots).push(node);
  }
  const depths = deploymentDepths(resources);
  // A component stands where its first resource does.
  const depthOf = ({ resource, children }: Node): number =>
    resource.custom || resource.remote ? depths.get(resource.urn)! : Math.min(...children.map(depthOf));
  for (const { children } of nodes.values()) children.sort((a, b) => depthOf(a) - depthOf(b));
  return roots.flatMap((root) => rows([root], 0));
}

/** How many resources have to be there before each one, along the longest chain of what it waits for. */
function deploymentDepths(resources: readonly RecordedResource[]): ReadonlyMap<string, number> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const depths = new Map<string, number>();
  const visit = (urn: string): number => {
    const known = depths.get(urn);
    if (known !== undefined) return known;
    // Before its own depth is known: a cycle, which the engine refuses, ends here.
    depths.set(urn, 0);
    const options = byUrn.get(urn)?.options;
    const waitsFor = [
      ...(options?.dependsOn ?? []),
      ...(options?.provider === undefined ? [] : [options.provider]),
    ];
    const depth = waitsFor.reduce((deepest, other) => Math.max(deepest, visit(other) + 1), 0);
    depths.set(urn, depth);
    return depth;
  };
  for (const { urn } of resources) visit(urn);
  return depths;
}

function rows(siblings: readonly Node[], depth: number): TreeRow[] {
  const [first] = siblings;
  if (!first) return [];
  const components = first.children.filter(isGroup);
  const alike = new Map<string, Node[]>();
  for (const child of components) {
    const key = shape(child);
    alike.set(key, [...(alike.get(key) ?? []), child]);
  }
  const row: TreeRow = {
    depth,
    names: siblings.map(({ resource }) => resource.name),
    type: lastPart(first.resource.type),
    resources: count(first),
    kinds: kindsOf(first.children.filter((child) => !isGroup(child))),
  };
  return [row, ...[...alike.values()].flatMap((group) => rows(group, depth + 1))];
}

/** A component of this program; one of another process is a leaf offline. */
function isGroup({ resource, children }: Node): boolean {
  return !resource.custom && (!resource.remote || children.length > 0);
}

function count(node: Node): number {
  return node.children.reduce((sum, child) => sum + (child.resource.custom ? 1 : 0) + count(child), 0);
}

function kindsOf(nodes: readonly Node[]): string[] {
  const counts = new Map<string, number>();
  for (const { resource } of nodes) {
    const kind = kindOf(resource);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, times]) => (times === 1 ? kind : `${kind} ×${times}`));
}

/** `aws:ec2/vpc:Vpc` is ec2.Vpc, `kubernetes:apps/v1:Deployment` is Deployment, a provider its package. */
function kindOf({ type }: RecordedResource): string {
  const [pkg = "", module = "", name = ""] = type.split(":");
  if (pkg === "pulumi") return `${name} provider`;
  if (pkg === "aws") return `${module.split("/")[0]!}.${name}`;
  return pkg === "eks" ? `${pkg}.${name}` : name;
}

function shape(node: Node): string {
  return JSON.stringify([
    node.resource.type,
    kindsOf(node.children.filter((child) => !isGroup(child))),
    node.children.filter(isGroup).map(shape).sort(),
  ]);
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
