import type { Volume } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { listNames } from "./listNames.js";
import { lookUp } from "./lookUp.js";
import type { RenderedWorkloadDeclaration } from "./namespaceSchema.js";
import type { Report } from "./report.js";

type VolumesOverride = NonNullable<
  NonNullable<Environment["namespaces"][string]["workloads"][string]>["volumes"]
>;

/**
 * The volumes of one workload, sorted by path; undefined where it has none.
 *
 * @param report tells of a mistake in the workload of the namespace's file
 * @param reportOverride tells of a mistake in what the stack's file says of it
 */
export function resolveVolumes(
  { kind, volumes, scratch, files }: RenderedWorkloadDeclaration,
  override: VolumesOverride,
  report: Report,
  reportOverride: Report,
): Volume[] | undefined {
  const declared = Object.entries(volumes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const path of Object.keys(override)) {
    if (lookUp(volumes ?? {}, path) === undefined)
      reportOverride(
        ["volumes", path],
        "a volume that the workload does not declare",
        `a volume of its own (${listNames(declared.map(([own]) => own))})`,
      );
  }
  if (declared.length > 0 && kind !== "StatefulSet")
    report(
      ["volumes"],
      `volumes of a ${kind}`,
      "volumes only for a StatefulSet, each of whose replicas has its own; scratch for what a pod may lose",
    );
  const owners = new Map<string, string>();
  for (const [path] of declared) {
    const name = volumeName(path);
    const twin = owners.get(name);
    if (twin !== undefined)
      report(
        ["volumes", path],
        `a path that is called ${name}, as ${twin} is`,
        "paths that differ in letters",
      );
    owners.set(name, path);
    for (const [part, paths] of Object.entries({ scratch, files })) {
      if (Object.hasOwn(paths, path))
        report(["volumes", path], `a path that ${part} mounts as well`, "each path once");
    }
  }
  if (declared.length === 0) return undefined;
  return declared.map(([path, volume]) => ({
    name: volumeName(path),
    path,
    size: lookUp(override, path)?.size ?? volume.size,
    keep: lookUp(override, path)?.keep ?? volume.keep,
  }));
}

/** From the path alone, because a name that depended on the other volumes would change with them, and with it the data. */
function volumeName(path: string): string {
  return `volume${path.replaceAll("/", "-")}`;
}
