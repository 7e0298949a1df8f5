import assert from "node:assert/strict";
import { namespaceDefaultDeny } from "../../../policies/rules/namespace-default-deny.js";
import {
  judgeStack,
  secret,
  unknown,
  type TestConfiguration,
  type TestResource,
  type Verdict,
} from "../support/judge.js";
import { calicoPolicy } from "../support/networkPolicies.js";
import { verdictsOf } from "../support/workloads.js";

describe("namespace-default-deny", () => {
  const verdicts = verdictsOf(namespaceDefaultDeny);
  const namespace = (name: unknown, labels: object = {}): TestResource => ({
    type: "kubernetes:core/v1:Namespace",
    name: "shop",
    properties: { metadata: { name, labels } },
  });
  const policy = (spec: object, metadata: object = {}, name = "deny"): TestResource => ({
    type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    name,
    properties: { metadata: { name, namespace: "shop", ...metadata }, spec },
  });
  const deny = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  const shop = namespace("shop");
  const pod = (metadata: object): TestResource => ({
    type: "kubernetes:core/v1:ReplicationController",
    name: "pods",
    properties: {
      metadata: { name: "pods", ...metadata },
      spec: { template: { spec: { containers: [{ name: "main" }] } } },
    },
  });
  const refused = (name: string, directions: string, of: TestResource = shop): Verdict[] => [
    verdicts.refused(
      of,
      "",
      `namespace ${name} without a default-deny of ${directions}`,
      "a policy that selects all pods for both directions and allows nothing",
    ),
  ];
  const both = "ingress and egress";
  const global = (spec: object, tier?: object): TestResource[] => [
    calicoPolicy("GlobalNetworkPolicy", { types: ["Ingress", "Egress"], ...spec }),
    ...(tier
      ? [
          {
            type: "kubernetes:projectcalico.org/v3:Tier",
            properties: { metadata: { name: "first" }, spec: tier },
          },
        ]
      : []),
  ];
  const open = policy({ ...deny, podSelector: { matchLabels: unknown } });

  const rows: readonly (readonly [
    title: string,
    resources: readonly TestResource[],
    expected?: readonly Verdict[],
    configuration?: TestConfiguration,
  ])[] = [
    ["accepts a policy that denies all", [shop, policy(deny)]],
    ["accepts it with empty lists", [shop, policy({ ...deny, ingress: [], egress: [] })]],
    [
      "accepts one policy for each direction",
      [
        shop,
        policy({ ...deny, policyTypes: ["Ingress"] }),
        policy({ ...deny, policyTypes: ["Egress"] }, {}, "two"),
      ],
    ],
    ["refuses none", [shop], refused("shop", both)],
    ["refuses one for ingress alone", [shop, policy({ podSelector: {} })], refused("shop", "egress")],
    [
      "refuses one for egress alone",
      [shop, policy({ ...deny, policyTypes: ["Egress"] })],
      refused("shop", "ingress"),
    ],
    [
      "refuses one for some pods",
      [shop, policy({ ...deny, podSelector: { matchLabels: { app: "web" } } })],
      refused("shop", both),
    ],
    [
      "refuses one that allows something",
      [shop, policy({ ...deny, egress: [{ to: [{ podSelector: {} }] }] })],
      refused("shop", "egress"),
    ],
    ["refuses one of another namespace", [shop, policy(deny, { namespace: "other" })], refused("shop", both)],
    [
      "refuses a staged one",
      [shop, { ...policy(deny), type: "kubernetes:projectcalico.org/v3:StagedKubernetesNetworkPolicy" }],
      refused("shop", both),
    ],
    [
      "refuses a patch",
      [shop, { ...policy(deny), type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" }],
      refused("shop", both),
      { "no-weakened-rule": { level: "disabled" } },
    ],
    ["accepts a global policy of Calico", [shop, ...global({})]],
    [
      "accepts one that denies by a rule",
      [shop, ...global({ ingress: [{ action: "Deny" }], egress: [{ action: "Log" }] })],
    ],
    [
      "accepts one for everything in namespaces",
      [shop, ...global({ selector: "has(projectcalico.org/namespace)" })],
    ],
    [
      "accepts one for everything but another namespace",
      [shop, ...global({ selector: "projectcalico.org/namespace != 'other'" })],
    ],
    [
      "refuses one for another namespace",
      [shop, ...global({ selector: "projectcalico.org/namespace == 'other'" })],
      refused("shop", both),
    ],
    [
      "refuses one for pods without a label",
      [shop, ...global({ selector: "!has(app)" })],
      refused("shop", both),
    ],
    [
      "refuses one for accounts",
      [shop, ...global({ serviceAccountSelector: "a == 'b'" })],
      refused("shop", both),
    ],
    [
      "accepts one by the namespace's labels",
      [namespace("shop", { team: "a" }), ...global({ namespaceSelector: "team == 'a'" })],
    ],
    [
      "refuses one by labels that it has not",
      [namespace("shop", { team: "b" }), ...global({ namespaceSelector: "team == 'a'" })],
      refused("shop", both),
    ],
    [
      "refuses one that allows",
      [shop, ...global({ ingress: [{ action: "Allow", source: { selector: "a == 'b'" } }] })],
      refused("shop", "ingress"),
    ],
    [
      "refuses one that passes",
      [shop, ...global({ egress: [{ action: "Pass" }] })],
      refused("shop", "egress"),
    ],
    [
      "refuses one in a tier that passes",
      [shop, ...global({ tier: "first" }, { order: 1, defaultAction: "Pass" })],
      refused("shop", both),
    ],
    [
      "accepts one in a tier that denies",
      [shop, ...global({ tier: "first" }, { order: 1, defaultAction: "Deny" })],
    ],
    [
      "accepts one that denies all in a tier that passes",
      [
        shop,
        ...global(
          { tier: "first", ingress: [{ action: "Deny" }], egress: [{ action: "Deny" }] },
          { order: 1, defaultAction: "Pass" },
        ),
      ],
    ],
    [
      "refuses one that denies some in a tier that passes",
      [
        shop,
        ...global(
          {
            tier: "first",
            ingress: [{ action: "Deny", protocol: "TCP" }],
            egress: [{ action: "Deny", destination: { nets: ["10.0.0.0/8"] } }],
          },
          { order: 1, defaultAction: "Pass" },
        ),
      ],
      refused("shop", both),
    ],
    [
      "asks a namespace in which there are pods",
      [pod({ namespace: "jobs" })],
      refused("jobs", both, pod({})),
    ],
    ["asks the default namespace where pods name none", [pod({})], refused("default", both, pod({}))],
    ["accepts pods in a closed namespace", [pod({ namespace: "shop" }), policy(deny)]],
    ["does not ask system namespaces", [namespace("kube-system"), pod({ namespace: "calico-system" })]],
    [
      "asks those that are no system namespaces here",
      [namespace("kube-system")],
      refused("kube-system", both),
      { "namespace-default-deny": { systemNamespaces: ["shop"] }, "no-weakened-rule": { level: "disabled" } },
    ],
    [
      "is undecided where only a deployment can tell the name",
      [namespace(unknown)],
      [verdicts.undecided(shop, "metadata.name")],
    ],
    [
      "is undecided where only a deployment can tell where pods are",
      [pod({ namespace: unknown })],
      [verdicts.undecided(pod({}), "metadata.namespace")],
    ],
    [
      "is undecided where only a deployment can tell whom a policy selects",
      [shop, open],
      [verdicts.undecided(open, "spec.podSelector.matchLabels")],
    ],
    [
      "decides where a label of a namespace is unknown, and no policy finds it by labels",
      [namespace("shop", { team: unknown })],
      refused("shop", both),
    ],
    ...(
      [
        ["projectcalico.org/v3", "GlobalNetworkPolicy"],
        ["policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"],
        ["policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"],
        ["policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicyList"],
      ] as const
    ).map(
      ([group, kind]) =>
        [
          `is undecided where ${kind} may find a namespace by an unknown label`,
          [
            namespace("shop", { team: unknown }),
            {
              type: `kubernetes:${group}:${kind}`,
              properties: { metadata: { name: "it" }, spec: { namespaceSelector: "team == 'a'" }, items: [] },
            },
          ],
          [verdicts.undecided(shop, "metadata.labels.team")],
        ] as const,
    ),
    [
      "decides where a policy allows something, whatever that is",
      [shop, policy({ ...deny, ingress: [{ from: unknown }], egress: [unknown] })],
      refused("shop", both),
    ],
    [
      "decides a direction in which a policy allows something",
      [shop, policy({ ...deny, egress: [{ to: [{ ipBlock: { cidr: unknown } }] }] })],
      refused("shop", "egress"),
    ],
    [
      "is undecided where only a deployment can tell whether a policy allows something",
      [shop, policy({ ...deny, egress: unknown })],
      [verdicts.undecided(policy({}), "spec.egress")],
    ],
    [
      "is undecided where a rule of Calico may deny",
      [shop, ...global({ egress: [{ action: unknown }] })],
      [
        "[advisory] namespace-default-deny kubernetes:projectcalico.org/v3:GlobalNetworkPolicy::it: undecided: spec.egress[0].action: only a deployment can tell; required: every namespace of the stack has a policy that denies all its pods ingress and egress by default",
      ],
    ],
    [
      "does not ask whose namespace it is of an operator's pods that are changed",
      [
        {
          type: "kubernetes:operator.tigera.io/v1:Installation",
          properties: { spec: { template: { spec: { containers: [{ name: "calico-node" }] } } } },
        },
      ],
    ],
    ["decides by a policy that is known", [shop, open, policy(deny, {}, "other")]],
    [
      "decides where the unknown policy is elsewhere",
      [shop, policy({ podSelector: unknown }, { namespace: "other" })],
      refused("shop", both),
    ],
    [
      "is undecided where the policy's namespace is unknown",
      [shop, policy(deny, { namespace: unknown })],
      [verdicts.undecided(policy({}), "metadata.namespace")],
    ],
    [
      "reads a secret without showing it",
      [shop, policy({ ...deny, podSelector: { matchLabels: secret({ app: "hush" }) } })],
      refused("shop", both),
    ],
    ["says nothing of a stack without namespaces", [{ type: "aws:ec2/vpc:Vpc", properties: {} }]],
    [
      "reads what a server made of a policy",
      [
        shop,
        policy(
          { ...deny, ingress: null },
          { managedFields: [{ manager: "x" }], uid: "1", annotations: { a: "b" } },
        ),
        {
          ...policy({}, {}, "more"),
          properties: {
            ...policy(deny).properties,
            metadata: { name: "more", namespace: "shop" },
            status: {},
            __fieldManager: "x",
          },
        },
      ],
    ],
  ];
  for (const [title, resources, expected = [], configuration] of rows)
    it(title, async () => assert.deepEqual(await judgeStack(resources, configuration), expected));
});
