import { z } from "zod";
import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { systemNamespaces } from "../kubernetes/systemNamespaces.js";
import { expect, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const isNamespace = (group: string, kind: string) => group === "" && kind === "Namespace";

/** Levels of the Pod Security Standards that keep anything out, the strictest first. */
const levels = ["restricted", "baseline"] as const;

const enforce = "pod-security.kubernetes.io/enforce";
const enforceVersion = "pod-security.kubernetes.io/enforce-version";

/** What no policy pack sees (a pod made by hand, or by an operator) the API server still judges by these labels. */
export const namespacePodSecurity = resourceRule({
  name: "namespace-pod-security",
  area: "network",
  description: "every namespace enforces a Pod Security Standard, of a pinned version",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without the label the API server admits privileged pods and pods on the host's network, which no network policy holds for.",
  remediationSteps:
    "Set the labels pod-security.kubernetes.io/enforce to restricted (or baseline, where restricted is impossible) and pod-security.kubernetes.io/enforce-version to the cluster's version.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.2.1",
      specification: "Minimize the admission of privileged containers",
    },
  ],
  parameters: z.strictObject({
    least: z.enum(levels).default("baseline").describe("The least strict level that may be enforced"),
    exempt: z
      .array(z.string().min(1))
      .default([...systemNamespaces])
      .describe("Namespaces that are not asked: those of Kubernetes and Calico"),
  }),
  weakenedBy: ({ exempt }) =>
    exempt.every((name) => (systemNamespaces as readonly string[]).includes(name)) ? [] : ["exempt"],
  appliesTo: (type) => isAbout(type, isNamespace),
  check: (resource, { least, exempt }) =>
    objectsOf(resource)
      .filter(({ group, kind }) => isNamespace(group, kind))
      .flatMap(({ value, partial }) => {
        const name = value.at("metadata", "name");
        const findings = judge(
          value.at("metadata", "labels"),
          levels.slice(0, levels.indexOf(least) + 1),
          partial,
        );
        // The name only matters where something is wrong.
        if (findings.length === 0 || exempt.includes(name.text() ?? "")) return [];
        return name.unknown ? [] : findings;
      }),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Namespace",
        properties: {
          metadata: { name: "shop", labels: { [enforce]: "restricted", [enforceVersion]: "v1.35" } },
        },
      },
    ],
    violates: [{ type: "kubernetes:core/v1:Namespace", properties: { metadata: { name: "shop" } } }],
  },
});

function judge(labels: Value, accepted: readonly string[], partial: boolean): Finding[] {
  // A patch without a label leaves it as it is.
  const asked = (label: Value) => !partial || label.given;
  const level = labels.at(enforce);
  const version = labels.at(enforceVersion);
  return [
    ...(asked(level)
      ? expect(level, (text) => accepted.includes(text.text() ?? ""), { allowed: accepted.join(" or ") })
      : []),
    ...(asked(version)
      ? expect(version, (text) => /^v\d+\.\d+$/.test(text.text() ?? ""), {
          allowed: "the version whose reading of the level holds, as v1.35",
        })
      : []),
  ];
}
