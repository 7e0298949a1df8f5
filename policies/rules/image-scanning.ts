import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const repository = "aws:ecr/repository:Repository";
const registry = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";

/**
 * A repository's own setting, or the registry's where the stack has it: AWS is moving from the first to the second
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageScanningConfiguration.html).
 */
export const imageScanning = stackRule({
  name: "image-scanning",
  area: "pods",
  description: "images pushed to ECR are scanned for known vulnerabilities",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Most of an image is other people's code, and what is known to be broken in it is found by whoever looks first.",
  remediationSteps:
    "Set imageScanningConfiguration.scanOnPush to true, or have the registry's scanning configuration scan the repository on push or continuously.",
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  tags: ["images", "supply-chain", "ecr"],
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "5.1.1",
      specification:
        "Ensure Image Vulnerability Scanning using Amazon ECR image scanning or a third party provider",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Images are scanned for known vulnerabilities",
    },
    {
      framework: "PCI DSS",
      reference: "6.3.1",
      specification: "Security vulnerabilities are identified and managed",
    },
    { framework: "SOC 2", reference: "CC7.1", specification: "New vulnerabilities are detected" },
  ],
  check: ({ resources }) => {
    const registries = resources.filter(({ type }) => type === registry);
    return resources
      .filter(({ type }) => type === repository)
      .flatMap((resource) => checkRepository(resource, registries));
  },
  examples: {
    complies: [
      {
        type: "aws:ecr/repository:Repository",
        properties: { name: "shop", imageScanningConfiguration: { scanOnPush: true } },
      },
    ],
    violates: [{ type: "aws:ecr/repository:Repository", properties: { name: "shop" } }],
  },
});

function checkRepository({ urn, properties }: Resource, registries: readonly Resource[]): Finding[] {
  const scan = properties.at("imageScanningConfiguration", "scanOnPush");
  if (!scan.unknown && scan.flag() === true) return [];
  const filters = registries.flatMap((configuration) => filtersOf(configuration.properties.at("rules")));
  const matches = filters.map((filter) => isMatch(filter, properties.at("name")));
  if (matches.includes(true) || scan.flag() === true || scan.unknown || matches.includes(undefined))
    return [];
  return [
    { ...finding(scan, { allowed: "true, or a rule of the registry that scans the repository" }), urn },
  ];
}

/** What a registry scans without being asked; an unknown value stands for all that it may say. */
function filtersOf(rules: Value): Value[] {
  if (rules.unknown) return [rules];
  return rules.items().flatMap((rule) => {
    const frequency = rule.at("scanFrequency");
    const filters = rule.at("repositoryFilters");
    if (frequency.unknown) return [frequency];
    if (!automatic.has(frequency.text())) return [];
    return filters.unknown ? [filters] : filters.items().map((filter) => filter.at("filter"));
  });
}

const automatic: ReadonlySet<string | undefined> = new Set(["SCAN_ON_PUSH", "CONTINUOUS_SCAN"]);

/**
 * Without a * a filter is a part of the name; each * stands for any text. undefined: only a deployment can tell.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html#image-scanning-filters
 */
function isMatch(filter: Value, name: Value): boolean | undefined {
  const wanted = filter.text();
  if (wanted === undefined) return filter.unknown ? undefined : false;
  if (wanted === "*") return true;
  const text = name.text();
  if (text === undefined) return name.unknown ? undefined : false;
  return wanted.includes("*") ? followsPattern(text, wanted.split("*")) : text.includes(wanted);
}

/** Whether a text has all parts in their order, the first and the last at its ends. */
function followsPattern(text: string, parts: readonly string[]): boolean {
  const first = parts[0]!;
  const last = parts.at(-1)!;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.startsWith(first) && text.endsWith(last) && from + last.length <= text.length;
}
