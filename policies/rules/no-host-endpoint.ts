import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { isCalico } from "../network/openings.js";
import { policiesFit, separation } from "../network/frameworks.js";
import { expect, finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** What makes a policy one for host endpoints; the first two take it away from pods. */
const forHosts = ["preDNAT", "doNotTrack", "applyOnForward"] as const;

const kinds = new Set(["HostEndpoint", "GlobalNetworkPolicy", "KubeControllersConfiguration"]);

const isCalicoHost = (group: string, kind: string) => isCalico(group) && kinds.has(kind);

/** Nodes are replaced and nobody's to reach: their protection is the security group. */
export const noHostEndpoint = resourceRule({
  name: "no-host-endpoint",
  area: "network",
  description: "no Calico policy and no endpoint is about the nodes themselves",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A host endpoint closes its node but for failsafe ports that are open to everyone, and policies with preDNAT or doNotTrack act on forwarded traffic before, or without, the policies of pods.",
  remediationSteps:
    "Remove HostEndpoints and automatic ones, and preDNAT, doNotTrack and applyOnForward from policies; close nodes by their security groups.",
  url: "https://docs.tigera.io/calico/latest/reference/resources/hostendpoint",
  tags: ["calico"],
  frameworks: [policiesFit, separation],
  appliesTo: (type) => isAbout(type, isCalicoHost),
  check: (resource) =>
    objectsOf(resource)
      .filter(({ group, kind }) => isCalicoHost(group, kind))
      .flatMap(judge),
  examples: {
    complies: [
      {
        type: "kubernetes:projectcalico.org/v3:GlobalNetworkPolicy",
        properties: { metadata: { name: "deny-all" }, spec: { types: ["Ingress", "Egress"] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:projectcalico.org/v3:HostEndpoint",
        properties: { metadata: { name: "node-1" }, spec: { node: "node-1", interfaceName: "*" } },
      },
    ],
  },
});

function judge({ kind, value }: KubernetesObject): Finding[] {
  const spec = value.at("spec");
  switch (kind) {
    case "HostEndpoint":
      return [finding(value, { found: "a host endpoint", allowed: "none" })];
    case "GlobalNetworkPolicy":
      return forHosts.flatMap((flag) =>
        expect(spec.at(flag), (each) => each.flag() !== true, { allowed: "false, or nothing" }),
      );
    default:
      return automatic(value.at("spec", "controllers", "node", "hostEndpoint"));
  }
}

/** Without autoCreate nothing comes of the templates: https://docs.tigera.io/calico/latest/reference/resources/kubecontrollersconfig */
function automatic(hostEndpoint: KubernetesObject["value"]): Finding[] {
  return expect(hostEndpoint.at("autoCreate"), (text) => text.text() !== "Enabled", {
    allowed: "Disabled, or nothing",
  });
}
