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

/**
 * The components as rows, siblings that make the same merged into one.
 *
 * Siblings stand in the order of their deployment: one that waits for another, with anything inside it, stands
 * below it; by name where neither waits. Depths of single resources would not tell: a cluster's key and log
 * group wait for nothing, its network's last route for much, and yet the network comes first.
 */
export function resourceTree(resources: readonly RecordedResource[]): TreeRow[] {
  const nodes = new Map<string, Node>(
    resources.map((resource) => [resource.urn, { resource, children: [] }]),
  );
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.resource.parent === undefined ? undefined : nodes.get(node.resource.parent);
    (parent?.children ?? roots).push(node);
  }
  const places = placesAmongSiblings(nodes);
  const placeOf = ({ resource }: Node) => places.get(resource.urn)!;
  for (const { children } of nodes.values())
    children.sort((a, b) => placeOf(a) - placeOf(b) || (a.resource.name < b.resource.name ? -1 : 1));
  return roots.flatMap((root) => rows([root], 0));
}

/** How many siblings come before each resource, along the longest chain of what it waits for. */
function placesAmongSiblings(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, number> {
  const awaited = awaitedSiblings(nodes);
  const places = new Map<string, number>();
  const visit = (urn: string): number => {
    const known = places.get(urn);
    if (known !== undefined) return known;
    // Before its own place is known: siblings that wait for parts of each other end here.
    places.set(urn, 0);
    const place = [...(awaited.get(urn) ?? [])].reduce((last, other) => Math.max(last, visit(other) + 1), 0);
    places.set(urn, place);
    return place;
  };
  for (const urn of nodes.keys()) visit(urn);
  return places;
}

/** The siblings of each resource that it, or anything inside it, waits for. */
function awaitedSiblings(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, ReadonlySet<string>> {
  const awaited = new Map<string, Set<string>>();
  for (const { resource } of nodes.values()) {
    const own = ancestry(resource.urn, nodes);
    const { dependsOn, provider } = resource.options;
    for (const urn of provider === undefined ? dependsOn : [...dependsOn, provider]) {
      const others = ancestry(urn, nodes);
      const fork = own.findIndex((ancestor, generation) => ancestor !== others[generation]);
      const other = others[fork];
      if (other !== undefined) awaited.set(own[fork]!, (awaited.get(own[fork]!) ?? new Set()).add(other));
    }
  }
  return awaited;
}

/** A resource and what it is in, outermost first. */
function ancestry(urn: string | undefined, nodes: ReadonlyMap<string, Node>): string[] {
  const node = urn === undefined ? undefined : nodes.get(urn);
  return node ? [...ancestry(node.resource.parent, nodes), node.resource.urn] : [];
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
