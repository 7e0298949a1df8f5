import { oncePerPlace } from "../kubernetes/podSettings.js";
import { mayHavePods, podTemplatesOf } from "../kubernetes/podTemplates.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** A pod in a namespace of its node is part of the node there. */
export const noHostNamespaces = resourceRule({
  name: "no-host-namespaces",
  area: "pods",
  description: "pods do not share the network, the processes or the memory of their node",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "In the node's network a pod escapes every NetworkPolicy and reaches the instance metadata; among its processes it can read the secrets of every pod there.",
  remediationSteps: "Leave out hostNetwork, hostPID and hostIPC; expose ports by a Service.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.2.2",
      specification: "Minimize the admission of containers wishing to share the host process ID namespace",
    },
    {
      framework: "CIS EKS",
      reference: "4.2.3",
      specification: "Minimize the admission of containers wishing to share the host IPC namespace",
    },
    {
      framework: "CIS EKS",
      reference: "4.2.4",
      specification: "Minimize the admission of containers wishing to share the host network namespace",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Pods do not use the host's PID, IPC and network namespaces",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    oncePerPlace(
      podTemplatesOf(resource)
        // An Argo workflow says it for all its steps.
        .flatMap(({ spec, outer }) => [spec, ...outer])
        .flatMap((place) =>
          ["hostNetwork", "hostPID", "hostIPC"].flatMap((namespace) =>
            expect(place.at(namespace), (flag) => flag.flag() !== true, { allowed: "false, or nothing" }),
          ),
        ),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { hostNetwork: false, containers: [{ name: "web" }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { hostNetwork: true, containers: [{ name: "web" }] } },
      },
    ],
  },
});
