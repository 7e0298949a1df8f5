import { expectIn, oncePerPlace, settingOf } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

/**
 * What holds for each container: its own word, or else its pod's. Pods in user namespaces are asked too, although the Pod
 * Security Standards excuse them: root in there is still root for the files of its image.
 */
export const runAsNonRoot = resourceRule({
  name: "run-as-non-root",
  area: "pods",
  description: "containers do not run as root",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Root in a container is root for every file of its image, and for the kernel: a flaw there, and it is root on the node.",
  remediationSteps:
    "Set securityContext.runAsNonRoot to true and runAsUser to another number than 0, for the pod or each container.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Containers run as non-root users",
    },
    {
      framework: "PCI DSS",
      reference: "2.2.6",
      specification: "System security parameters are configured to prevent misuse",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    oncePerPlace(
      containersOf(resource).flatMap((container) => [
        ...expectIn(
          container.template,
          settingOf(container, "runAsUser"),
          (user) => !user.present || (user.number() ?? 0) !== 0,
          { allowed: "a number other than 0, or nothing" },
        ),
        ...expectIn(
          container.template,
          settingOf(container, "runAsNonRoot"),
          (flag) => flag.flag() === true,
          { allowed: "true" },
        ),
      ]),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { securityContext: { runAsNonRoot: true }, containers: [{ name: "web" }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { securityContext: { runAsUser: 0 }, containers: [{ name: "web" }] } },
      },
    ],
  },
});
