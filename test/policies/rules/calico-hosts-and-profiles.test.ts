import { noHostEndpoint } from "../../../policies/rules/no-host-endpoint.js";
import { noProfileBypass } from "../../../policies/rules/no-profile-bypass.js";
import { secret, unknown, type TestResource } from "../support/judge.js";
import { judges, type Case } from "../support/table.js";
import { verdictsOf } from "../support/workloads.js";

const calico = (kind: string, spec: object, group = "projectcalico.org/v3"): TestResource => ({
  type: `kubernetes:${group}:${kind}`,
  properties: { metadata: { name: "it" }, spec },
});

describe("no-host-endpoint", () => {
  const verdicts = verdictsOf(noHostEndpoint);
  const host = calico("HostEndpoint", {});
  const stored = calico("HostEndpoint", {}, "crd.projectcalico.org/v1");
  const policy = (spec: object) => calico("GlobalNetworkPolicy", { types: ["Ingress"], ...spec });
  const controllers = (hostEndpoint: unknown) =>
    calico("KubeControllersConfiguration", { controllers: { node: { hostEndpoint } } });
  const automatic = controllers({ autoCreate: "Enabled" });
  const templates = controllers({ autoCreate: unknown });
  const at = "spec.controllers.node.hostEndpoint";

  judges([
    ["refuses a host endpoint", host, [verdicts.refused(host, "", "a host endpoint", "none")]],
    [
      "refuses one as Kubernetes stores it",
      stored,
      [verdicts.refused(stored, "", "a host endpoint", "none")],
    ],
    ["accepts a policy of pods", policy({}), []],
    [
      "accepts what is switched off",
      policy({ preDNAT: false, doNotTrack: false, applyOnForward: false }),
      [],
    ],
    ...["preDNAT", "doNotTrack", "applyOnForward"].flatMap((flag): Case[] => {
      const [on, hidden, open] = [
        policy({ [flag]: true }),
        policy({ [flag]: secret(true) }),
        policy({ [flag]: unknown }),
      ];
      const allowed = "false, or nothing";
      return [
        [`refuses ${flag}`, on, [verdicts.refused(on, `spec.${flag}`, "true (a boolean)", allowed)]],
        [
          `does not show a secret ${flag}`,
          hidden,
          [verdicts.refused(hidden, `spec.${flag}`, "a secret", allowed)],
        ],
        [
          `is undecided where only a deployment can tell ${flag}`,
          open,
          [verdicts.undecided(open, `spec.${flag}`)],
        ],
      ];
    }),
    ["accepts controllers that make none", controllers({ autoCreate: "Disabled" }), []],
    ["accepts controllers that say nothing of them", controllers(null), []],
    [
      "refuses automatic ones",
      automatic,
      [verdicts.refused(automatic, `${at}.autoCreate`, '"Enabled"', "Disabled, or nothing")],
    ],
    [
      "is undecided where only a deployment can tell",
      templates,
      [verdicts.undecided(templates, `${at}.autoCreate`)],
    ],
    ["says nothing of other groups", calico("HostEndpoint", {}, "example.com/v1"), []],
    ["says nothing of other kinds", calico("Tier", { preDNAT: true }), []],
  ]);
});

describe("no-profile-bypass", () => {
  const verdicts = verdictsOf(noProfileBypass);
  const felix = (spec: object) => calico("FelixConfiguration", spec);
  const profile = (spec: object) => calico("Profile", spec);
  const opens = profile({
    ingress: [{ action: "Deny" }, { action: "Allow" }],
    egress: [{ action: "Allow" }],
  });
  const stored = calico("Profile", { egress: [{ action: "Allow" }] }, "crd.projectcalico.org/v1");
  const hidden = profile({ ingress: [{ action: secret("Allow") }] });
  const open = profile({ ingress: [{ action: unknown }] });
  const allowed = "Deny, Pass or Log";
  const off = "false, or nothing";

  const settings: readonly (readonly [
    field: string,
    bad: unknown,
    found: string,
    allowed: string,
    good: unknown,
  ])[] = [
    ["chainInsertMode", "Append", '"Append"', "Insert, or nothing", "Insert"],
    ["chainInsertMode", "append", '"append"', "Insert, or nothing", "insert"],
    ["workloadSourceSpoofing", "Any", '"Any"', "Disabled, or nothing", "Disabled"],
    ["allowVXLANPacketsFromWorkloads", true, "true (a boolean)", off, false],
    ["allowIPIPPacketsFromWorkloads", true, "true (a boolean)", off, false],
    ["interfacePrefix", "eth", '"eth"', "cali, or nothing", "cali"],
  ];

  judges([
    ["accepts a profile without rules", profile({ labelsToApply: { a: "b" } }), []],
    [
      "accepts a profile that denies",
      profile({ ingress: [{ action: "Deny" }], egress: [{ action: "Log" }] }),
      [],
    ],
    [
      "refuses a profile that allows",
      opens,
      [
        verdicts.refused(opens, "spec.egress[0].action", '"Allow"', allowed),
        verdicts.refused(opens, "spec.ingress[1].action", '"Allow"', allowed),
      ],
    ],
    [
      "refuses one as Kubernetes stores it",
      stored,
      [verdicts.refused(stored, "spec.egress[0].action", '"Allow"', allowed)],
    ],
    [
      "does not show a secret",
      hidden,
      [verdicts.refused(hidden, "spec.ingress[0].action", "a secret", allowed)],
    ],
    [
      "is undecided where only a deployment can tell",
      open,
      [verdicts.undecided(open, "spec.ingress[0].action")],
    ],
    ["accepts Felix as it is", felix({}), []],
    [
      "accepts settings that decide after policies, and for host endpoints",
      felix({
        defaultEndpointToHostAction: "Accept",
        failsafeInboundHostPorts: [{ protocol: "tcp", port: 22 }],
      }),
      [],
    ],
    ...settings.flatMap(([field, bad, found, may, good]): Case[] => {
      const [wrong, undecided] = [felix({ [field]: bad }), felix({ [field]: unknown })];
      return [
        [`refuses ${field} ${String(bad)}`, wrong, [verdicts.refused(wrong, `spec.${field}`, found, may)]],
        [`accepts ${field} ${String(good)}`, felix({ [field]: good }), []],
        [
          `is undecided where only a deployment can tell ${field} (not ${String(bad)})`,
          undecided,
          [verdicts.undecided(undecided, `spec.${field}`)],
        ],
      ];
    }),
    [
      "says nothing of other groups",
      calico("Profile", { egress: [{ action: "Allow" }] }, "example.com/v1"),
      [],
    ],
    ["says nothing of other kinds", calico("Tier", { egress: [{ action: "Allow" }] }), []],
  ]);
});
