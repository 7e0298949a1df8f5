import { expectIn, onLinux, someItem } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods, type Container } from "../kubernetes/podTemplates.js";
import { expect, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** As the restricted Pod Security Standard has it, which knows capabilities in capitals and without CAP_ only. */
export const noAddedCapabilities = resourceRule({
  name: "no-added-capabilities",
  area: "pods",
  description: "containers drop all capabilities, and add at most NET_BIND_SERVICE",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Each capability is a part of root: NET_RAW forges packets, SYS_ADMIN is nearly all of it, and the runtime's default has fourteen.",
  remediationSteps:
    "Set securityContext.capabilities.drop to [ALL], and add back nothing but NET_BIND_SERVICE.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Containers drop capabilities that they do not need",
    },
    {
      framework: "PCI DSS",
      reference: "2.2.6",
      specification: "System security parameters are configured to prevent misuse",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    containersOf(resource).flatMap((container) => onLinux(container.template, checkCapabilities(container))),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: { containers: [{ name: "web", securityContext: { capabilities: { drop: ["ALL"] } } }] },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [
              { name: "web", securityContext: { capabilities: { drop: ["ALL"], add: ["NET_RAW"] } } },
            ],
          },
        },
      },
    ],
  },
});

function checkCapabilities({ value, template }: Container): Finding[] {
  const capabilities = value.at("securityContext", "capabilities");
  return [
    ...expectIn(
      template,
      capabilities.at("drop"),
      (drop) => someItem(drop, (item) => item.text() === "ALL") !== false,
      { allowed: "a list with ALL" },
    ),
    ...capabilities
      .at("add")
      .items()
      .flatMap((added) =>
        expect(added, (item) => item.text() === "NET_BIND_SERVICE", { allowed: "NET_BIND_SERVICE" }),
      ),
  ];
}
