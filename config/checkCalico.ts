import { calicoImages, calicoObservationImages, type CalicoDeclaration } from "./calicoSchema.js";
import type { Report } from "./report.js";

/** Calico's version and images. */
export function checkCalico(calico: CalicoDeclaration, report: Report): void {
  const [minor = 0, patch = 0] = calico.version.split(".").slice(1).map(Number);
  // Before 3.32 the CRDs are in the operator's chart; in 3.32.0 server-side apply of policies fails (projectcalico/calico#12841).
  if (minor < 32 || (minor === 32 && patch === 0))
    report(["calico", "version"], calico.version, "v3.32.1 or newer");
  checkChartVersions(calico, report);
  checkCalicoImages(calico, report);
}

/** An archive's name tells its version, if at all, as in tigera-operator-v3.32.2.tgz. */
function checkChartVersions({ version, charts }: CalicoDeclaration, report: Report): void {
  for (const [chart, { source }] of Object.entries(charts)) {
    // Greedy, for the last version: crd.projectcalico.org.v1-v3.32.2.tgz. What follows it is a chart's own revision.
    const named = /^.*-(v?\d+\.\d+\.\d+)([-+][\w.+-]*)?\.tgz$/.exec(source.split("/").at(-1)!)?.[1];
    if (named !== undefined && named.replace(/^v?/, "v") !== version)
      report(
        ["calico", "charts", chart, "source"],
        `an archive of ${named}`,
        `one of ${version}, as calico.version says`,
      );
  }
}

function checkCalicoImages(calico: CalicoDeclaration, report: Report): void {
  const needed = [...calicoImages, ...(calico.observation ? calicoObservationImages : [])];
  const missing = needed.filter((name) => calico.images[name] === undefined);
  if (missing.length > 0) {
    report(
      ["calico", "images"],
      `no digest for ${missing.join(", ")}`,
      `a digest for each, as \`crane digest ${calico.registry}calico/${missing[0]!}:${calico.version}\` prints it` +
        (missing.every((name) => (calicoObservationImages as readonly string[]).includes(name))
          ? ", or observation: false"
          : ""),
    );
  }
}
