import type { Environment } from "./environmentSchema.js";
import { listNames } from "./listNames.js";
import { refusePeer, refuseWidth, type NamedRange } from "./ranges.js";
import type { NamespaceSource } from "./readNamespaces.js";
import type { Report } from "./report.js";

/** Overrides of what does not exist would silently do nothing. */
export function checkOverrides(
  environment: Environment,
  sources: readonly NamespaceSource[],
  unread: ReadonlySet<string>,
  own: readonly NamedRange[],
  report: Report,
): void {
  const files = new Map(sources.map(({ file }) => [file.namespace, file]));
  for (const [namespace, override] of Object.entries(environment.namespaces)) {
    if (unread.has(namespace)) continue;
    const file = files.get(namespace);
    if (!file) {
      report(
        ["namespaces", namespace],
        "a namespace that no file declares",
        `a declared namespace (${listNames([...files.keys()])})`,
      );
      continue;
    }
    const rendered = Object.entries(file.workloads).flatMap(([name, workload]) =>
      "selector" in workload ? [] : [name],
    );
    for (const name of Object.keys(override.workloads)) {
      if (unread.has(`${namespace}/${name}`)) continue;
      if (!rendered.includes(name)) {
        report(
          ["namespaces", namespace, "workloads", name],
          Object.hasOwn(file.workloads, name)
            ? "a workload that Basalt does not render"
            : "a workload that the file does not declare",
          `a rendered workload of ${namespace} (${listNames(rendered)})`,
        );
      }
    }
    const ranges = file.flows
      .flatMap(({ from, to }) => [from, to])
      .flatMap((peer) => (typeof peer === "object" && "name" in peer ? [peer.name] : []));
    for (const [name, cidrs] of Object.entries(override.cidrs)) {
      const width = refuseWidth(cidrs);
      if (width) report(["namespaces", namespace, "cidrs", name], width.found, width.allowed);
      for (const [index, cidr] of cidrs.entries()) {
        const refusal = refusePeer(cidr, own);
        if (refusal) report(["namespaces", namespace, "cidrs", name, index], refusal.found, refusal.allowed);
      }
      if (!ranges.includes(name))
        report(
          ["namespaces", namespace, "cidrs", name],
          "a range that no flow names",
          `a range of ${namespace} (${listNames(ranges)})`,
        );
    }
  }
}
