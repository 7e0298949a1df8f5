import { plainName } from "./escape.js";

/** How many names a person reads in passing; of more, the number is told, unless one asked for names. */
const mostNames = 4;

/** How many namespaces are told by name. */
const mostNamespaces = 3;

/** Tells sets of workloads in words, knowing all that there are. */
export class WorkloadNames {
  private readonly sizes = new Map<string, number>();
  private readonly total: number;

  /**
   * @param all names of all workloads, `namespace/name`
   * @param complete whether every name is told, however many there are
   * @param show how a name is written
   */
  constructor(
    all: readonly string[],
    private readonly complete: boolean,
    private readonly show: (name: string) => string = plainName,
  ) {
    const distinct = new Set(all);
    this.total = distinct.size;
    for (const name of distinct)
      this.sizes.set(namespaceOf(name), (this.sizes.get(namespaceOf(name)) ?? 0) + 1);
  }

  /**
   * `every workload of shop`, `shop/cart, shop/web`, `12 workloads of team-a`.
   *
   * @param names distinct and sorted
   * @param home namespace whose workloads are told without it
   */
  describe(names: readonly string[], home?: string): string {
    if (names.length > 2 && names.length === this.total) return "every workload";
    const byNamespace = new Map<string, string[]>();
    for (const name of names) {
      const list = byNamespace.get(namespaceOf(name));
      if (list) list.push(name);
      else byNamespace.set(namespaceOf(name), [name]);
    }
    const whole = [...byNamespace.keys()].filter(
      (namespace) =>
        byNamespace.get(namespace)!.length > 1 &&
        byNamespace.get(namespace)!.length === this.sizes.get(namespace),
    );
    const partial = [...byNamespace].filter(([namespace]) => !whole.includes(namespace));
    return [...this.wholes(whole), ...this.partials(partial, home)].join(", ");
  }

  private wholes(namespaces: readonly string[]): string[] {
    if (!this.complete && namespaces.length > mostNamespaces)
      return [`every workload of ${namespaces.length} namespaces`];
    return namespaces.map((namespace) => `every workload of ${this.show(namespace)}`);
  }

  private partials(parts: readonly (readonly [string, readonly string[]])[], home?: string): string[] {
    const count = parts.reduce((sum, [, names]) => sum + names.length, 0);
    if (!this.complete && parts.length > mostNamespaces && count > mostNames)
      return [`${count} workloads of ${parts.length} namespaces`];
    return parts.flatMap(([namespace, names]) =>
      this.complete || names.length <= mostNames
        ? names.map((name) => this.show(namespace === home ? name.slice(namespace.length + 1) : name))
        : [`${names.length} workloads of ${this.show(namespace)}`],
    );
  }
}

/** The namespace of a workload by its name; names of namespaces have no slash. */
export function namespaceOf(name: string): string {
  return name.slice(0, name.indexOf("/"));
}
