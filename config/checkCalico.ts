import { calicoImages, calicoObservationImages, type CalicoDeclaration } from "./environmentSchema.js";
import type { Report } from "./report.js";

/** Calico's version and images. */
export function checkCalico(calico: CalicoDeclaration, report: Report): void {
  const [minor = 0, patch = 0] = calico.version.split(".").slice(1).map(Number);
  // Before 3.32 the CRDs are in the operator's chart; in 3.32.0 server-side apply of policies fails (projectcalico/calico#12841).
  if (minor < 32 || (minor === 32 && patch === 0))
    report(["calico", "version"], calico.version, "v3.32.1 or newer");
  checkCalicoImages(calico, report);
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
