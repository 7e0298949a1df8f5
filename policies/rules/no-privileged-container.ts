import { expectIn, onLinux } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods, podTemplatesOf } from "../kubernetes/podTemplates.js";
import { expect, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

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
    {
      framework: "CIS EKS",
      reference: "4.2.5",
      specification: "Minimize the admission of containers with allowPrivilegeEscalation",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Containers are not privileged and cannot gain privileges",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) => [
    ...podTemplatesOf(resource).flatMap(({ spec }) => checkHostProcess(spec)),
    ...containersOf(resource).flatMap(({ value, template }) => [
      ...expect(value.at("securityContext", "privileged"), (flag) => flag.flag() !== true, {
        allowed: "false, or nothing",
      }),
      ...onLinux(
        template,
        expectIn(
          template,
          value.at("securityContext", "allowPrivilegeEscalation"),
          (flag) => flag.flag() === false,
          { allowed: "false" },
        ),
      ),
      ...checkHostProcess(value),
    ]),
  ],
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

/** What `privileged` is on Windows. */
function checkHostProcess(podOrContainer: Value): Finding[] {
  return expect(
    podOrContainer.at("securityContext", "windowsOptions", "hostProcess"),
    (flag) => flag.flag() !== true,
    { allowed: "false, or nothing" },
  );
}
