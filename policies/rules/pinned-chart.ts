import { isAddress, namesContent, showAddress } from "../kubernetes/addresses.js";
import { expect, type Finding } from "../model/finding.js";
import { noteUntold } from "../model/noteUntold.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const charts = new Set([
  "kubernetes:helm.sh/v2:Chart",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v4:Chart",
]);

/**
 * An exact version is the least; a digest of an OCI chart is better, and stands for it. A chart from the program's own
 * files is pinned with them. Helm ignores the version beside a path or an address.
 */
export const pinnedChart = resourceRule({
  name: "pinned-chart",
  area: "pods",
  description: "Helm charts have one exact version or a digest, or are files of the program",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without a version, or with a range, each deployment takes the newest chart there is: what was reviewed is not what is deployed.",
  remediationSteps:
    "Set version to one version such as 1.2.3, or take the chart from an OCI registry by digest or from a file in the repository.",
  url: "https://helm.sh/docs/helm/helm_install/",
  tags: ["charts", "supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
    {
      framework: "PCI DSS",
      reference: "6.5.1",
      specification: "Changes to system components in production follow established procedures",
    },
  ],
  appliesTo: (type) => charts.has(type),
  check: checkChart,
  examples: {
    complies: [
      {
        type: "kubernetes:helm.sh/v4:Chart",
        properties: {
          chart: "podinfo",
          version: "6.9.2",
          repositoryOpts: { repo: "https://stefanprodan.github.io/podinfo" },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:helm.sh/v3:Release",
        properties: {
          chart: "podinfo",
          version: "^6.9.0",
          repositoryOpts: { repo: "https://stefanprodan.github.io/podinfo" },
        },
      },
    ],
  },
});

function checkChart(resource: Resource): Finding[] {
  noteUntold(resource);
  const { properties } = resource;
  const chart = properties.at("chart");
  // A chart of v3 and v2 that is local has a path instead.
  if (!chart.given) return [];
  // The version first: it decides without knowing where an unknown chart comes from, or from which repository.
  const versions = [properties.at("version"), properties.at("fetchOpts", "version")];
  const version = versions.find((value) => value.given) ?? versions[0]!;
  const exact = isExact(version);
  if (exact && chart.unknown) return [];
  const name = (chart.text() ?? "").trim();
  if (chart.unknown || isFile(name)) return [];
  if (isAddress(name) && !/^oci:/i.test(name))
    return expect(chart, () => namesContent(name) || hasVersion(name), {
      found: showAddress(chart),
      allowed: "an address with a commit, a checksum or one version in it",
    });
  if (exact || /@sha256:[\da-f]{64}$/.test(name) || /^oci:.*:v?\d+\.\d+\.\d+[^/:]*$/i.test(name)) return [];
  return expect(version, () => false, { allowed: "one version such as 1.2.3" });
}

/** https://semver.org, with the v that some write before it; everything else is a range for Helm. */
function isExact(version: Value): boolean {
  if (version.unknown) return false;
  return /^v?\d+\.\d+\.\d+(-[\da-z.-]+)?(\+[\da-z.-]+)?$/i.test((version.text() ?? "").trim());
}

/** Helm takes `a/b` for a file only where there is one; what cannot be anything else is certain. */
function isFile(name: string): boolean {
  return /^(\.|\/|~|[a-z]:[/\\])/i.test(name) || (!isAddress(name) && /\.(tgz|tar\.gz)$/.test(name));
}

function hasVersion(address: string): boolean {
  return /[-/@]v?\d+\.\d+\.\d+[^/]*\.(tgz|tar\.gz)$/.test(address.replace(/[?#].*$/s, ""));
}
