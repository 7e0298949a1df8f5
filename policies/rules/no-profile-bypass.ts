import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { isCalico } from "../network/openings.js";
import { policiesFit, separation } from "../network/frameworks.js";
import { expect, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const kinds = new Set(["Profile", "FelixConfiguration"]);

const isBypass = (group: string, kind: string) => isCalico(group) && kinds.has(kind);

/**
 * Settings of Felix by which packets get around policies. What it does with traffic to the host, it does after the
 * policies of the pod (defaultEndpointToHostAction); failsafe ports are for host endpoints.
 * https://github.com/projectcalico/calico/blob/v3.32.0/api/pkg/apis/projectcalico/v3/felixconfig.go
 */
const settings: readonly {
  readonly field: string;
  readonly holds: (value: Value) => boolean;
  readonly allowed: string;
}[] = [
  // "if you switch to append mode ... otherwise the Calico policy will be bypassed"
  { field: "chainInsertMode", holds: isNot("append"), allowed: "Insert, or nothing" },
  // A pod then sends as whatever address it likes, and policies decide by the address.
  { field: "workloadSourceSpoofing", holds: isNot("any"), allowed: "Disabled, or nothing" },
  // What is inside a tunnel's packet that a pod made itself, no policy of the pod sees.
  { field: "allowVXLANPacketsFromWorkloads", holds: isOff, allowed: "false, or nothing" },
  { field: "allowIPIPPacketsFromWorkloads", holds: isOff, allowed: "false, or nothing" },
  // Pods whose interfaces are called otherwise are no workloads to Felix.
  {
    field: "interfacePrefix",
    holds: (value) => (value.text() ?? "cali") === "cali",
    allowed: "cali, or nothing",
  },
];

/** Policies hold only as far as Calico applies them. */
export const noProfileBypass = resourceRule({
  name: "no-profile-bypass",
  area: "network",
  description: "no Calico profile allows traffic and no Felix setting lets packets around policies",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Profiles decide where no policy does, and some settings of Felix have packets skip policies altogether: nothing that policies say is true then.",
  remediationSteps:
    "Remove Allow rules from Profiles: a policy says the same where everyone looks. Leave the settings of Felix at their defaults.",
  url: "https://docs.tigera.io/calico/latest/reference/resources/felixconfig",
  tags: ["calico"],
  frameworks: [policiesFit, separation],
  appliesTo: (type) => isAbout(type, isBypass),
  check: (resource) =>
    objectsOf(resource)
      .filter(({ group, kind }) => isBypass(group, kind))
      .flatMap(judge),
  examples: {
    complies: [
      {
        type: "kubernetes:projectcalico.org/v3:FelixConfiguration",
        properties: { metadata: { name: "default" }, spec: { chainInsertMode: "Insert" } },
      },
    ],
    violates: [
      {
        type: "kubernetes:projectcalico.org/v3:FelixConfiguration",
        properties: { metadata: { name: "default" }, spec: { chainInsertMode: "Append" } },
      },
    ],
  },
});

function judge({ kind, value }: KubernetesObject): Finding[] {
  const spec = value.at("spec");
  if (kind === "FelixConfiguration")
    return settings.flatMap(({ field, holds, allowed }) => expect(spec.at(field), holds, { allowed }));
  return ["ingress", "egress"].flatMap((direction) =>
    spec
      .at(direction)
      .items()
      .flatMap((rule) =>
        expect(rule.at("action"), (action) => action.text() !== "Allow", { allowed: "Deny, Pass or Log" }),
      ),
  );
}

/** Felix reads its settings in any case. */
function isNot(word: string) {
  return (value: Value): boolean => value.text()?.toLowerCase() !== word;
}

function isOff(value: Value): boolean {
  return value.flag() !== true;
}
