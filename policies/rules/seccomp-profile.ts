import { expectIn, oncePerPlace, onLinux, settingOf } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

/** What holds for each container: its own profile, or else its pod's. */
export const seccompProfile = resourceRule({
  name: "seccomp-profile",
  area: "pods",
  description: "containers run under a seccomp profile",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Without a profile a container may make every system call, those through which containers are escaped from as well.",
  remediationSteps:
    "Set securityContext.seccompProfile.type to RuntimeDefault, for the pod or each container; the old annotations have no effect since Kubernetes 1.27.",
  url: "https://kubernetes.io/docs/tutorials/security/seccomp/",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Containers are sandboxed by a seccomp profile",
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
      containersOf(resource).flatMap((container) =>
        onLinux(
          container.template,
          expectIn(
            container.template,
            settingOf(container, "seccompProfile").at("type"),
            (type) => profiles.has(type.text()),
            { allowed: "RuntimeDefault, or Localhost" },
          ),
        ),
      ),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            securityContext: { seccompProfile: { type: "RuntimeDefault" } },
            containers: [{ name: "web" }],
          },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            securityContext: { seccompProfile: { type: "Unconfined" } },
            containers: [{ name: "web" }],
          },
        },
      },
    ],
  },
});

const profiles: ReadonlySet<string | undefined> = new Set(["RuntimeDefault", "Localhost"]);
