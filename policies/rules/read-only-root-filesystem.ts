import { expectIn, onLinux } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

/** Only a container can say it; its pod cannot. */
export const readOnlyRootFilesystem = resourceRule({
  name: "read-only-root-filesystem",
  area: "pods",
  description: "the root file system of containers is read-only",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "An intruder in a writable container can bring his tools and change the program; nothing then shows that it is not its image any more.",
  remediationSteps:
    "Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the program has to write.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  tags: ["pod-security", "immutability"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Containers run with immutable file systems",
    },
    {
      framework: "SOC 2",
      reference: "CC6.8",
      specification: "Controls prevent or detect the introduction of unauthorized or malicious software",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    containersOf(resource).flatMap(({ value, template }) =>
      onLinux(
        template,
        expectIn(
          template,
          value.at("securityContext", "readOnlyRootFilesystem"),
          (flag) => flag.flag() === true,
          { allowed: "true" },
        ),
      ),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: { containers: [{ name: "web", securityContext: { readOnlyRootFilesystem: true } }] },
        },
      },
    ],
    violates: [{ type: "kubernetes:core/v1:Pod", properties: { spec: { containers: [{ name: "web" }] } } }],
  },
});
