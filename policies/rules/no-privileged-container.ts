import { containersOf, mayHavePods } from "../kubernetes/podTemplates.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** A privileged container is the node: it has all its devices and capabilities. */
export const noPrivilegedContainer = resourceRule({
  name: "no-privileged-container",
  area: "pods",
  description: "containers are not privileged and cannot gain privileges",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "A privileged container is the node: whoever gets into it changes the node and every pod on it.",
  remediationSteps:
    "Set securityContext.privileged to false or leave it out; set allowPrivilegeEscalation to false.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.2.1",
      specification: "Minimize the admission of privileged containers",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    containersOf(resource).flatMap(({ value }) => [
      ...expect(value.at("securityContext", "privileged"), (flag) => flag.flag() !== true, {
        allowed: "false, or nothing",
      }),
      ...expect(value.at("securityContext", "allowPrivilegeEscalation"), (flag) => flag.flag() === false, {
        allowed: "false",
      }),
    ]),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: { containers: [{ name: "web", securityContext: { allowPrivilegeEscalation: false } }] },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [
              { name: "web", securityContext: { privileged: true, allowPrivilegeEscalation: false } },
            ],
          },
        },
      },
    ],
  },
});
