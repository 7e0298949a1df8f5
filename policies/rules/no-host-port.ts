import { containersOf, mayHavePods } from "../kubernetes/podTemplates.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** 0 is no port. Pods in the node's network, whose ports are all its own, are no-host-namespaces' matter. */
export const noHostPort = resourceRule({
  name: "no-host-port",
  area: "pods",
  description: "containers take no port of their node",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A port of the node is open to whoever reaches the node, past Services and their policies, and only one pod a node can have it.",
  remediationSteps: "Leave out hostPort; expose the port by a Service.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  tags: ["pod-security", "network"],
  frameworks: [
    {
      framework: "PCI DSS",
      reference: "2.2.4",
      specification: "Only necessary services, protocols, daemons and functions are enabled",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    containersOf(resource).flatMap(({ value }) =>
      value
        .at("ports")
        .items()
        .flatMap((port) =>
          expect(port.at("hostPort"), (number) => !number.present || number.number() === 0, {
            allowed: "nothing",
          }),
        ),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", ports: [{ containerPort: 8080 }] }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: { containers: [{ name: "web", ports: [{ containerPort: 8080, hostPort: 80 }] }] },
        },
      },
    ],
  },
});
