import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource, type Verdict } from "../support/judge.js";
import { adminPolicy, calicoPolicy, networkPolicy, notInternet, says } from "../support/networkPolicies.js";

type Expected = (resource: TestResource) => Verdict[];
type Row = readonly [title: string, resource: TestResource, expected?: Expected];

const none: Expected = () => [];
const https = { ports: [{ protocol: "TCP", port: 443 }] };
const block = (cidr: unknown, except?: unknown) => ({
  ipBlock: { cidr, ...(except === undefined ? {} : { except }) },
});

const egress = (rule: unknown) => networkPolicy({ policyTypes: ["Egress"], egress: [rule] });
const ingress = (rule: unknown) => networkPolicy({ policyTypes: ["Ingress"], ingress: [rule] });
const to = "spec.egress[0].to";
const from = "spec.ingress[0].from";

const kubernetes: readonly Row[] = [
  ["accepts a policy without rules", networkPolicy({ policyTypes: ["Ingress", "Egress"] })],
  ["accepts empty lists of rules", networkPolicy({ ingress: [], egress: [] })],
  ["accepts pods of a namespace on all ports", ingress({ from: [{ podSelector: {} }] })],
  [
    "accepts pods of named namespaces on all ports",
    ingress({ from: [{ namespaceSelector: { matchLabels: { team: "shop" } } }] }),
  ],
  [
    "accepts pods by labels in every namespace",
    ingress({ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "x" } } }] }),
  ],
  ["accepts every pod on a port", ingress({ from: [{ namespaceSelector: {} }], ports: [{ port: 53 }] })],
  ["refuses no peers in ingress", ingress({}), (it) => [says.everyone(it, from)]],
  ["refuses an empty list of peers", ingress({ from: [], ...https }), (it) => [says.everyone(it, from)]],
  [
    "refuses no peers in egress, also for metadata",
    egress(https),
    (it) => [says.everyone(it, to), says.metadata(it, to)],
  ],
  [
    "refuses every pod on all ports",
    ingress({ from: [{ namespaceSelector: {} }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "refuses every pod by selectors that hold for all",
    ingress({
      from: [
        {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }],
          },
          podSelector: { matchLabels: {}, matchExpressions: [] },
        },
      ],
      ports: [],
    }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "accepts namespaces by another label",
    ingress({ from: [{ namespaceSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] } }] }),
  ],
  [
    "accepts namespaces by another operator",
    ingress({
      from: [
        {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "DoesNotExist" }],
          },
        },
      ],
    }),
  ],
  ...[
    { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["x"] },
    { key: "team", operator: "NotIn", values: ["x"] },
    { key: "team", operator: "DoesNotExist" },
  ].map((expression): Row => [
    `refuses all namespaces but some by ${expression.operator} of ${expression.key}`,
    ingress({ from: [{ namespaceSelector: { matchExpressions: [expression] } }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ]),
  [
    "refuses every pod but some",
    ingress({
      from: [
        {
          namespaceSelector: {},
          podSelector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] },
        },
      ],
    }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "accepts all but some where others have to be named as well",
    ingress({
      from: [
        {
          namespaceSelector: {
            matchExpressions: [
              { key: "team", operator: "NotIn", values: ["x"] },
              { key: "team", operator: "In", values: ["y"] },
            ],
          },
        },
      ],
    }),
  ],
  [
    "refuses every pod on most ports",
    ingress({ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: 1, endPort: 32769 }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "accepts every pod on half of the ports",
    ingress({ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: 1, endPort: 32768 }] }),
  ],
  [
    "refuses every pod on most ports in two ranges",
    ingress({
      from: [{ namespaceSelector: {} }],
      ports: [
        { port: 1, endPort: 20000 },
        { port: 30000, endPort: 50000 },
      ],
    }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "refuses every pod on all ports of a protocol",
    ingress({ from: [{ namespaceSelector: {} }], ports: [{ protocol: "UDP" }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  ["accepts the Internet as flows to it are", egress({ to: [block("0.0.0.0/0", notInternet)], ...https })],
  [
    "accepts the Internet as flows from it are",
    ingress({ from: [block("0.0.0.0/0", ["10.2.0.0/16"])], ...https }),
  ],
  ...(
    [
      ["0.0.0.0/0", "10.2.0.0/28"],
      ["::/0", "fd00::/64"],
    ] as const
  ).map(([cidr, network]): Row => [
    `accepts ${cidr} without the smallest network`,
    ingress({ from: [block(cidr, [network])], ...https }),
  ]),
  ...(
    [
      ["0.0.0.0/0", "10.2.0.0/29"],
      ["::/0", "fd00::/65"],
    ] as const
  ).map(([cidr, part]): Row => [
    `refuses ${cidr} without ${part}, which is no network`,
    ingress({ from: [block(cidr, [part])], ...https }),
    (it) => [says.own(it, `${from}[0].ipBlock`)],
  ]),
  [
    "refuses the Internet on all ports",
    egress({ to: [block("0.0.0.0/0", notInternet)] }),
    (it) => [says.ports(it, "spec.egress[0].ports")],
  ],
  [
    "refuses the Internet on most ports",
    egress({ to: [block("0.0.0.0/0", notInternet)], ports: [{ port: 1, endPort: 65535 }] }),
    (it) => [says.ports(it, "spec.egress[0].ports", "most ports")],
  ],
  [
    "refuses the Internet without exceptions in egress",
    egress({ to: [block("0.0.0.0/0")], ...https }),
    (it) => [says.inside(it, `${to}[0].ipBlock`, ...notInternet), says.metadata(it, `${to}[0].ipBlock`)],
  ],
  [
    "refuses an exception that is left out, and one that is half",
    egress({ to: [block("0.0.0.0/0", ["10.0.0.0/9", ...notInternet.slice(2)])], ...https }),
    (it) => [says.inside(it, `${to}[0].ipBlock`, "10.0.0.0/8", "100.64.0.0/10")],
  ],
  [
    "refuses halves of the Internet",
    egress({ to: [block("0.0.0.0/1", notInternet.slice(0, 2)), block("128.0.0.0/1")], ...https }),
    (it) => [
      says.inside(it, `${to}[1].ipBlock`, "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
      says.metadata(it, `${to}[1].ipBlock`),
    ],
  ],
  [
    "refuses the Internet of IPv6",
    egress({ to: [block("::/0")], ...https }),
    (it) => [
      says.inside(it, `${to}[0].ipBlock`, "fc00::/7", "fe80::/10"),
      says.metadata(it, `${to}[0].ipBlock`),
    ],
  ],
  ["accepts global addresses of IPv6 on a port", egress({ to: [block("2000::/3")], ...https })],
  [
    "refuses the Internet without exceptions in ingress",
    ingress({ from: [block("0.0.0.0/0")], ...https }),
    (it) => [says.own(it, `${from}[0].ipBlock`)],
  ],
  [
    "refuses the Internet but for a public address in ingress",
    ingress({ from: [block("0.0.0.0/0", ["8.8.8.8/32"])], ...https }),
    (it) => [says.own(it, `${from}[0].ipBlock`)],
  ],
  ["accepts a /8 without exceptions on all ports", egress({ to: [block("52.0.0.0/8")] })],
  [
    "refuses more than a /8",
    egress({ to: [block("52.0.0.0/8"), block("54.0.0.0/32")] }),
    (it) => [says.ports(it, "spec.egress[0].ports")],
  ],
  [
    "accepts private ranges, however wide",
    egress({ to: [block("10.0.0.0/8"), block("172.16.0.0/12"), block("fc00::/8")] }),
  ],
  [
    "refuses metadata",
    egress({ to: [block("169.254.169.254/32")], ...https }),
    (it) => [says.metadata(it, `${to}[0].ipBlock`)],
  ],
  [
    "refuses metadata of IPv6",
    egress({ to: [block("fd00:ec2::/32")], ...https }),
    (it) => [says.metadata(it, `${to}[0].ipBlock`)],
  ],
  ["accepts the agent of Pod Identity", egress({ to: [block("169.254.170.23/32")], ...https })],
  [
    "accepts link-local addresses without metadata",
    egress({ to: [block("169.254.0.0/16", ["169.254.169.254/32"])], ...https }),
  ],
  ["accepts metadata as a source", ingress({ from: [block("169.254.169.254/32")], ...https })],
  [
    "refuses what is no CIDR",
    egress({ to: [block("010.0.0.0/8"), block(7), block("10.0.0.0/8")], ...https }),
    (it) => [
      says.noCidr(it, `${to}[0].ipBlock.cidr`, '"010.0.0.0/8"'),
      says.noCidr(it, `${to}[1].ipBlock.cidr`, "7 (a number)"),
    ],
  ],
  [
    "does not show a secret",
    egress({ to: [{ ipBlock: secret({ cidr: "0.0.0.0/0" }) }], ...https }),
    (it) => [says.hiddenInside(it, `${to}[0].ipBlock`), says.hiddenMetadata(it, `${to}[0].ipBlock`)],
  ],
  [
    "is undecided where only a deployment can tell the peers",
    egress({ to: unknown, ...https }),
    (it) => [says.undecided(it, to), says.metadataUndecided(it, to)],
  ],
  [
    "is undecided where it takes the exceptions",
    egress({ to: [block("0.0.0.0/0", unknown)], ...https }),
    (it) => [
      says.undecided(it, `${to}[0].ipBlock.except`),
      says.metadataUndecided(it, `${to}[0].ipBlock.except`),
    ],
  ],
  [
    "accepts an exception more that only a deployment can tell",
    egress({ to: [block("0.0.0.0/0", [...notInternet, unknown])], ...https }),
  ],
  [
    "is undecided where it takes one exception",
    egress({ to: [block("0.0.0.0/0", ["169.254.0.0/16", unknown])], ...https }),
    (it) => [says.undecided(it, `${to}[0].ipBlock.except[1]`)],
  ],
  [
    "is undecided where it takes an exception in ingress",
    ingress({ from: [block("0.0.0.0/0", ["8.8.8.8/32", unknown])], ...https }),
    (it) => [says.undecided(it, `${from}[0].ipBlock.except[1]`)],
  ],
  [
    "decides without exceptions where nothing has to be left out",
    egress({ to: [block("52.0.0.0/8", unknown)] }),
  ],
  [
    "is undecided where it takes the ports",
    ingress({ from: [{ namespaceSelector: {} }], ports: unknown }),
    (it) => [says.undecided(it, "spec.ingress[0].ports")],
  ],
  [
    "is undecided where it takes a port",
    ingress({ from: [{ namespaceSelector: {} }], ports: [{ port: unknown }] }),
    (it) => [says.undecided(it, "spec.ingress[0].ports[0].port")],
  ],
  ["does not ask for ports where pods are named", ingress({ from: [{ podSelector: {} }], ports: unknown })],
  [
    "is undecided where it takes a selector",
    ingress({ from: [{ namespaceSelector: { matchLabels: unknown } }] }),
    (it) => [says.undecided(it, `${from}[0].namespaceSelector.matchLabels`)],
  ],
  [
    "does not ask for a selector where the other one decides",
    ingress({
      from: [
        { namespaceSelector: { matchLabels: unknown, matchExpressions: [{ key: "a", operator: "Exists" }] } },
      ],
    }),
  ],
  [
    "decides by what is known",
    networkPolicy({ egress: [{ to: unknown }, {}] }),
    (it) => [says.everyone(it, "spec.egress[1].to"), says.metadata(it, "spec.egress[1].to")],
  ],
];

const net = (nets: unknown, more: object = {}) => ({
  destination: { nets, ports: [443], ...more },
  protocol: "TCP",
});
const globalEgress = (...rules: object[]) =>
  calicoPolicy("GlobalNetworkPolicy", { egress: rules.map((rule) => ({ action: "Allow", ...rule })) });
const globalIngress = (rule: object) =>
  calicoPolicy("GlobalNetworkPolicy", { ingress: [{ action: "Allow", ...rule }] });
const destination = "spec.egress[0].destination";
const source = "spec.ingress[0].source";

const calico: readonly Row[] = [
  ["accepts what denies and logs", globalEgress({ action: "Deny" }, { action: "Log" })],
  [
    "accepts what passes to the next tier",
    calicoPolicy("GlobalNetworkPolicy", { tier: "platform", egress: [{ action: "Pass" }] }),
  ],
  ...[undefined, "", "default"].map((tier): Row => [
    `refuses to pass all policies by${tier === undefined ? " no tier" : ` the tier "${tier}"`}`,
    calicoPolicy("GlobalNetworkPolicy", {
      ...(tier === undefined ? {} : { tier }),
      egress: [{ action: "Pass" }],
    }),
    (it) => [says.everyone(it, destination), says.metadata(it, destination)],
  ]),
  [
    "is undecided about what passes where only a deployment can tell the tier",
    calicoPolicy("GlobalNetworkPolicy", { tier: unknown, egress: [{ action: "Pass" }] }),
    (it) => [says.undecided(it, "spec.tier"), says.metadataUndecided(it, "spec.tier")],
  ],
  ["does not ask for the tier of what allows", calicoPolicy("NetworkPolicy", { tier: unknown, egress: [] })],
  ...[
    "has(projectcalico.org/namespace)",
    "projectcalico.org/orchestrator == 'k8s'",
    "has(projectcalico.org/orchestrator)",
    "has(pcns.kubernetes.io/metadata.name)",
    "has(pcsa.projectcalico.org/name)",
    "projectcalico.org/namespace starts with ''",
    "projectcalico.org/namespace ends with ''",
    "projectcalico.org/namespace contains ''",
    "!has(app)",
    "app != 'x'",
    "app not in {'x', 'y'}",
    "has(app) || !has(app)",
    "!has(app) && team != 'x'",
    "!(has(app) && has(team))",
  ].map((selector): Row => [
    `refuses every pod, or all but some, by ${selector}`,
    globalIngress({ source: { selector } }),
    (it) => [says.everyPod(it, source)],
  ]),
  ...[
    "has(app)",
    "projectcalico.org/orchestrator == 'other'",
    "team == 'k8s'",
    "projectcalico.org/namespace starts with 'a'",
    "app starts with ''",
    "!has(app) && team == 'x'",
    "!(!has(app))",
    "!all()",
    "!has(projectcalico.org/namespace)",
    "has(pcns.team)",
  ].map((selector): Row => [`accepts pods by ${selector}`, globalIngress({ source: { selector } })]),
  [
    "refuses every pod by its service account",
    globalIngress({ source: { serviceAccounts: { selector: "all()" } } }),
    (it) => [says.everyPod(it, source)],
  ],
  [
    "refuses every pod of every namespace by its service account",
    calicoPolicy("NetworkPolicy", {
      ingress: [
        { action: "Allow", source: { namespaceSelector: "all()", serviceAccounts: { selector: "!has(x)" } } },
      ],
    }),
    (it) => [says.everyPod(it, source)],
  ],
  [
    "accepts service accounts of the policy's own namespace",
    calicoPolicy("NetworkPolicy", {
      ingress: [{ action: "Allow", source: { serviceAccounts: { selector: "all()" } } }],
    }),
  ],
  [
    "is undecided where only a deployment can tell the service accounts",
    globalIngress({ source: { serviceAccounts: { selector: unknown } } }),
    (it) => [says.undecided(it, `${source}.serviceAccounts.selector`)],
  ],
  ["refuses to allow everyone", globalIngress({}), (it) => [says.everyone(it, source)]],
  [
    "refuses to allow everything out, in a namespace and as Kubernetes stores it",
    calicoPolicy(
      "NetworkPolicy",
      { egress: [{ action: "Allow", destination: {} }] },
      "crd.projectcalico.org/v1",
    ),
    (it) => [says.everyone(it, destination), says.metadata(it, destination)],
  ],
  [
    "reads blank selectors, empty lists and ports as nobody",
    globalIngress({
      source: { selector: " ", nets: [], serviceAccounts: { names: [] } },
      destination: { ports: [80] },
    }),
    (it) => [says.everyone(it, source)],
  ],
  [
    "reads who it is not as everyone else",
    globalIngress({ source: { notSelector: "app == 'x'" } }),
    (it) => [says.everyone(it, source)],
  ],
  ["accepts names of service accounts", globalIngress({ source: { serviceAccounts: { names: ["web"] } } })],
  [
    "accepts a selector of service accounts",
    globalIngress({ source: { serviceAccounts: { selector: "role == 'web'" } } }),
  ],
  [
    "accepts a service",
    globalEgress({ destination: { services: { name: "kubernetes", namespace: "default" } } }),
  ],
  ["accepts domains", globalEgress({ destination: { domains: ["example.com"] } })],
  ["accepts a selector", globalIngress({ source: { selector: "app == 'web'" } })],
  ...[
    "all()",
    "has(kubernetes.io/metadata.name)",
    "all() && has(projectcalico.org/name)",
    "team == 'a' || all()",
  ].map((namespaceSelector): Row => [
    `refuses every pod by ${namespaceSelector}`,
    globalIngress({ source: { namespaceSelector } }),
    (it) => [says.everyPod(it, source)],
  ]),
  ...[
    "global()",
    "team == 'a'",
    "!all()",
    "has(team)",
    "all() && team == 'a'",
    "team ==",
    "team contains 'a'",
  ].map((namespaceSelector): Row => [
    `accepts pods by ${namespaceSelector}`,
    globalIngress({ source: { namespaceSelector } }),
  ]),
  [
    "refuses everything by a selector of a global policy",
    globalIngress({ source: { selector: "all()" } }),
    (it) => [says.everyPod(it, source)],
  ],
  [
    "accepts everything in the policy's own namespace",
    calicoPolicy("NetworkPolicy", { ingress: [{ action: "Allow", source: { selector: "all()" } }] }),
  ],
  [
    "refuses every pod by the selector of namespaces in a namespace",
    calicoPolicy("NetworkPolicy", { ingress: [{ action: "Allow", source: { namespaceSelector: "all()" } }] }),
    (it) => [says.everyPod(it, source)],
  ],
  [
    "accepts pods by labels anywhere",
    globalIngress({ source: { namespaceSelector: "all()", selector: "app == 'web'" } }),
  ],
  [
    "accepts accounts anywhere",
    globalIngress({ source: { namespaceSelector: "all()", serviceAccounts: { names: ["a"] } } }),
  ],
  [
    "accepts addresses of pods anywhere",
    globalIngress({ source: { namespaceSelector: "all()", nets: ["10.0.0.0/8"] } }),
  ],
  [
    "accepts every pod on a port",
    globalIngress({ source: { namespaceSelector: "all()" }, destination: { ports: [53] } }),
  ],
  [
    "refuses every pod on most ports",
    globalIngress({ source: { namespaceSelector: "all()" }, destination: { ports: [53, "1:40000"] } }),
    (it) => [says.everyPod(it, source)],
  ],
  [
    "accepts every pod on some ports",
    globalIngress({ source: { namespaceSelector: "all()" }, destination: { ports: ["http", "1000:2000"] } }),
  ],
  ["accepts every pod by ICMP", globalIngress({ protocol: "ICMP", source: { namespaceSelector: "all()" } })],
  ["accepts the Internet as flows to it are", globalEgress(net(["0.0.0.0/0"], { notNets: notInternet }))],
  [
    "refuses the Internet with private ranges",
    globalEgress(net(["0.0.0.0/1", "10.0.0.0/8"])),
    (it) => [says.inside(it, `${destination}.nets`, "10.0.0.0/8", "100.64.0.0/10")],
  ],
  [
    "reads everyone but some as the Internet",
    globalEgress({
      protocol: "TCP",
      destination: { notNets: [...notInternet, "fc00::/7", "fe80::/10"], ports: [443] },
    }),
  ],
  [
    "refuses everyone but metadata",
    globalEgress({ protocol: "TCP", destination: { notNets: ["169.254.0.0/16", "fc00::/7"], ports: [443] } }),
    (it) => [
      says.inside(
        it,
        destination,
        "10.0.0.0/8",
        "100.64.0.0/10",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fe80::/10",
      ),
    ],
  ],
  [
    "refuses metadata",
    globalEgress(net(["169.254.0.0/16"])),
    (it) => [says.metadata(it, `${destination}.nets`)],
  ],
  [
    "accepts metadata that an earlier rule denies",
    globalEgress({ action: "Deny", destination: { nets: ["169.254.169.254/32"] } }, net(["169.254.0.0/16"])),
  ],
  [
    "tells everyone, but not metadata, where earlier rules deny that",
    globalEgress({ action: "Deny", destination: { nets: ["169.254.169.254/32", "fd00:ec2::254/128"] } }, {}),
    (it) => [says.everyone(it, "spec.egress[1].destination")],
  ],
  [
    "refuses metadata that a later rule denies",
    globalEgress(net(["169.254.0.0/16"]), { action: "Deny", destination: { nets: ["169.254.169.254/32"] } }),
    (it) => [says.metadata(it, `${destination}.nets`)],
  ],
  [
    "accepts what comes after a rule that denies all",
    globalEgress({ action: "Deny" }, net(["169.254.0.0/16"])),
  ],
  ...(
    [
      ["for a protocol", { protocol: "TCP", destination: { nets: ["169.254.169.254/32"] } }],
      ["for a port", { destination: { nets: ["169.254.169.254/32"], ports: [80] } }],
      [
        "for some pods",
        { source: { selector: "app == 'x'" }, destination: { nets: ["169.254.169.254/32"] } },
      ],
    ] as const
  ).map(([title, denial]): Row => [
    `refuses metadata that an earlier rule denies ${title}`,
    globalEgress({ action: "Deny", ...denial }, net(["169.254.0.0/16"])),
    (it) => [says.metadata(it, "spec.egress[1].destination.nets")],
  ]),
  [
    "is undecided where only a deployment can tell the action",
    globalEgress({ action: unknown }),
    (it) => [
      says.undecided(it, "spec.egress[0].action"),
      says.metadataUndecided(it, "spec.egress[0].action"),
    ],
  ],
  [
    "is undecided where only a deployment can tell the nets",
    globalEgress(net(unknown)),
    (it) => [says.undecided(it, `${destination}.nets`), says.metadataUndecided(it, `${destination}.nets`)],
  ],
  [
    "is undecided where it takes a selector",
    globalIngress({ source: { namespaceSelector: unknown } }),
    (it) => [says.undecided(it, `${source}.namespaceSelector`)],
  ],
  [
    "says nothing of staged policies",
    {
      ...networkPolicy({ ingress: [{}] }),
      type: "kubernetes:projectcalico.org/v3:StagedKubernetesNetworkPolicy",
    },
  ],
];

const cluster = (rule: object) =>
  adminPolicy("ClusterNetworkPolicy", { egress: [{ action: "Accept", ...rule }] });
const admin = (rule: object) =>
  adminPolicy("AdminNetworkPolicy", { ingress: [{ action: "Allow", ...rule }] });

const set = (nets: unknown, kind = "GlobalNetworkSet"): TestResource => ({
  type: `kubernetes:projectcalico.org/v3:${kind}`,
  properties: { metadata: { name: "it", labels: { role: "it" } }, spec: { nets } },
});

const sets: readonly Row[] = [
  ["accepts some addresses", set(["203.0.113.0/24", "10.0.0.0/8"])],
  ["accepts those of metadata, which a policy may deny", set(["169.254.169.254/32"])],
  ["accepts the Internet without what is private", set(["16.0.0.0/5", "32.0.0.0/3"], "NetworkSet")],
  ...["GlobalNetworkSet", "NetworkSet"].map((kind): Row => [
    `refuses the Internet with what is private in a ${kind}`,
    set(["0.0.0.0/1", "128.0.0.0/1"], kind),
    (it) => [says.inside(it, "spec.nets", ...notInternet)],
  ]),
  [
    "refuses what is no CIDR",
    set(["203.0.113.0/24", "all"]),
    (it) => [says.noCidr(it, "spec.nets[1]", '"all"')],
  ],
  ["does not show a secret", set(secret(["0.0.0.0/0"])), (it) => [says.hiddenInside(it, "spec.nets")]],
  [
    "is undecided where only a deployment can tell the addresses",
    set([unknown]),
    (it) => [says.undecided(it, "spec.nets[0]")],
  ],
  ["says nothing of other kinds", set(["0.0.0.0/0"], "IPPool")],
];

const admins: readonly Row[] = [
  [
    "accepts what denies and passes",
    adminPolicy("AdminNetworkPolicy", {
      egress: [
        { action: "Deny", to: [{ namespaces: {} }] },
        { action: "Pass", to: [{ networks: ["0.0.0.0/0"] }] },
      ],
    }),
  ],
  [
    "refuses every pod on all ports",
    admin({ from: [{ namespaces: {} }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "refuses every pod by two selectors",
    admin({ from: [{ pods: { namespaceSelector: {}, podSelector: {} } }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  [
    "accepts pods by labels",
    admin({ from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { a: "b" } } } }] }),
  ],
  [
    "accepts pods of some namespaces",
    admin({
      from: [
        { pods: { namespaceSelector: { matchLabels: { a: "b" } }, podSelector: {} } },
        { namespaces: { matchLabels: { a: "b" } } },
      ],
    }),
  ],
  ["accepts nodes", cluster({ to: [{ nodes: {} }] })],
  [
    "accepts every pod on a port",
    admin({ from: [{ namespaces: {} }], ports: [{ portNumber: { protocol: "TCP", port: 80 } }] }),
  ],
  [
    "refuses every pod on most ports",
    admin({ from: [{ namespaces: {} }], ports: [{ portRange: { protocol: "TCP", start: 1, end: 65535 } }] }),
    (it) => [says.everyPod(it, `${from}[0]`)],
  ],
  ["refuses no peers", admin({}), (it) => [says.everyone(it, from)]],
  [
    "refuses the Internet in a policy of the cluster",
    cluster({
      to: [{ networks: ["0.0.0.0/0"] }],
      protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 40000 } } } }],
    }),
    (it) => [
      says.inside(it, `${to}[0].networks`, ...notInternet),
      says.ports(it, "spec.egress[0].protocols", "most ports"),
      says.metadata(it, `${to}[0].networks`),
    ],
  ],
  [
    "accepts every pod by a protocol and a port",
    cluster({ to: [{ namespaces: {} }], protocols: [{ udp: { destinationPort: { number: 53 } } }] }),
  ],
  [
    "is undecided where only a deployment can tell the networks",
    cluster({ to: [{ networks: unknown }] }),
    (it) => [says.undecided(it, `${to}[0].networks`), says.metadataUndecided(it, `${to}[0].networks`)],
  ],
];

describe("no-allow-all-policy and no-metadata-egress", () => {
  for (const [kind, rows] of Object.entries({
    "of Kubernetes": kubernetes,
    "of Calico": calico,
    "for administrators": admins,
    "by sets of addresses": sets,
  }))
    describe(`policies ${kind}`, () => {
      for (const [title, resource, expected = none] of rows)
        it(title, async () => assert.deepEqual(await judge([resource]), expected(resource).sort()));
    });

  it("judge every item of a list", async () => {
    const type = "kubernetes:networking.k8s.io/v1:NetworkPolicyList";
    const list = { type, properties: { items: [{ spec: {} }, { spec: { ingress: [{}] } }] } };
    assert.deepEqual(await judge([list]), [says.everyone(list, "items[1].spec.ingress[0].from")]);
  });

  it("have nothing to say of other kinds", async () =>
    assert.deepEqual(
      await judge([
        { type: "kubernetes:core/v1:Service", properties: { spec: { ingress: [{}] } } },
        { type: "kubernetes:example.com/v1:NetworkPolicy", properties: { spec: { ingress: [{}] } } },
        { type: "kubernetes:policy.networking.k8s.io/v1:Other", properties: { spec: { ingress: [{}] } } },
      ]),
      [],
    ));
});
