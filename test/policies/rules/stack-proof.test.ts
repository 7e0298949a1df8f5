import assert from "node:assert/strict";
import { assertionsHold } from "../../../policies/rules/assertions-hold.js";
import { declaredConnections } from "../../../policies/rules/declared-connections.js";
import { noUndeclaredNamespace } from "../../../policies/rules/no-undeclared-namespace.js";
import { requiredFlowsOpen } from "../../../policies/rules/required-flows-open.js";
import { forgottenPolicy } from "../../../policies/stack/example.js";
import { asserting, complying, declaration, pods, policies, withChanged } from "../support/declaredStack.js";
import {
  judgeStack,
  secret,
  unknown,
  type TestConfiguration,
  type TestResource,
  type Verdict,
} from "../support/judge.js";
import { Verdicts } from "../support/verdicts.js";
import { verdictsOf } from "../support/workloads.js";

const connections = verdictsOf(declaredConnections);
const flows = verdictsOf(requiredFlowsOpen);
const assertions = verdictsOf(assertionsHold);
const namespaces = verdictsOf(noUndeclaredNamespace);

/** A violation of the whole stack. */
const ofStack = (
  rule: { readonly name: string; readonly remediationSteps: string },
  found: string,
  allowed: string,
) => `[mandatory] ${rule.name} the stack: found ${found}; allowed: ${allowed}; fix: ${rule.remediationSteps}`;

/** Hashes are not what a test is about. */
const hashless = (verdict: Verdict) => verdict.replace(/-(ingress|egress)-[0-9a-f]{8}/g, "-$1");

type Row = readonly [
  title: string,
  resources: readonly TestResource[],
  expected?: readonly Verdict[],
  configuration?: TestConfiguration,
];

function judges(rows: readonly Row[]): void {
  for (const [title, resources, expected = [], configuration] of rows)
    it(title, async () =>
      assert.deepEqual((await judgeStack(resources, configuration)).map(hashless), [...expected].sort()),
    );
}

const policy = (name: string, spec: object, more: object = {}): TestResource => ({
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  name,
  properties: { metadata: { name, namespace: "shop" }, spec, ...more },
});
const without = (prefix: string, resources: readonly TestResource[] = complying) => {
  const left = resources.filter(({ name = "" }) => !name.startsWith(prefix));
  assert.equal(left.length, resources.length - 1);
  return left;
};
const never = { from: "*", to: "shop/cart", except: ["shop/web"] };
const stack = [...pods, ...policies];

const debugged =
  "kube-system/kube-dns, kube-system/(any other pod) -> shop/cart TCP 22 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (resource debug))";
const undeclared = ofStack(declaredConnections, `${debugged} and no flow declares it`, "what flows declare");
const network = (resource: TestResource = declaration()) => ({ ...resource, properties: {} });

describe("the rules that ask for a proof", () => {
  judges([
    ["accept a stack that proves what it declares", complying],
    ["have nothing to say of a stack that declares nothing", stack],
    ["refuse a connection that nobody declared", [...complying, forgottenPolicy], [undeclared]],
    [
      "refuse an opening on one side",
      [
        ...complying,
        policy("more", {
          podSelector: { matchLabels: { app: "web" } },
          policyTypes: ["Egress"],
          egress: [{ to: [{ podSelector: { matchLabels: { app: "cart" } } }], ports: [{ port: 22 }] }],
        }),
      ],
      [
        ofStack(
          declaredConnections,
          "shop/web -> shop/cart TCP 22 is open on one side (egress allowed by NetworkPolicy shop/more spec.egress[0] (resource more)) and no flow declares it",
          "what flows declare, on both sides",
        ),
      ],
    ],
    [
      "refuse a flow that is blocked",
      without("web-to-cart-ingress"),
      [
        ofStack(
          requiredFlowsOpen,
          "namespace shop: web -> cart [7070]: shop/web -> shop/cart TCP 7070 does not get through (ingress denied, no rule of NetworkPolicy shop/default-deny (resource default-deny) allows it)",
          "policies that let every declared flow through",
        ),
      ],
    ],
    [
      "refuse a flow between what does not run",
      without("cart"),
      [
        ofStack(
          requiredFlowsOpen,
          "namespace shop: web -> cart [7070]: found no pods of shop with app=web or shop with app=cart",
          "a flow between what runs",
        ),
        ofStack(
          requiredFlowsOpen,
          "shop/cart -> kube-system DNS: found no pods of shop with app=cart or kube-system with k8s-app=kube-dns",
          "a flow between what runs",
        ),
      ],
    ],
    [
      "refuse a policy that is not enforced",
      [
        ...complying,
        {
          type: "kubernetes:policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
          name: "admin",
          properties: {
            metadata: { name: "admin" },
            spec: {
              priority: 1,
              subject: { namespaces: {} },
              egress: [{ action: "Deny", to: [{ namespaces: {} }] }],
            },
          },
        },
      ],
      [
        ofStack(
          declaredConnections,
          "AdminNetworkPolicy admin has no effect: Calico enforces its kind in 3.29 to 3.31, and this is 3.32",
          "what flows declare",
        ),
      ],
    ],
    [
      "refuse, each of them, a policy that cannot be read",
      [...complying, policy("typo", { podSelectors: {}, policyTypes: ["Ingress"] })],
      [declaredConnections, requiredFlowsOpen, assertionsHold].map((rule) =>
        ofStack(
          rule,
          'resource typo spec.podSelectors: found the unknown field "podSelectors"',
          "podSelector, policyTypes, ingress, egress",
        ),
      ),
    ],
    ["accept an assertion that holds", [asserting(never), ...stack]],
    [
      "refuse what breaks an assertion",
      [asserting(never), ...stack, forgottenPolicy],
      [
        undeclared,
        ofStack(
          assertionsHold,
          `namespace shop: "never * -> cart, except web" is broken: ${debugged}`,
          "nothing that an assertion forbids",
        ),
      ],
    ],
    [
      "refuse a patch of what says something about the network",
      [...complying, { ...policy("part", {}), type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" }],
      [connections, flows, assertions].map((verdicts) =>
        verdicts.refused(
          { type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch", name: "part" },
          "",
          "a patch of a NetworkPolicy",
          "whole objects: what a patch leaves of one, no stack shows",
        ),
      ),
      { "no-weakened-rule": { level: "disabled" } },
    ],
    [
      "are undecided where only a deployment can tell part of a policy",
      [...complying, policy("open", { podSelector: unknown, policyTypes: ["Ingress"] })],
      [connections, flows, assertions].map((verdicts) =>
        verdicts.undecided(policy("open", {}), "spec.podSelector"),
      ),
    ],
    [
      "do not ask what says nothing about the network",
      withChanged(complying, "web", "Deployment", (properties) => ({
        ...properties,
        spec: {
          ...(properties["spec"] as object),
          template: {
            metadata: { labels: { app: "web" }, annotations: { a: unknown } },
            spec: {
              containers: [
                {
                  name: "main",
                  env: [{ name: "KEY", value: secret("hush") }],
                  envFrom: [{ configMapRef: { name: unknown } }],
                },
              ],
              volumes: [{ name: "a", configMap: { name: unknown } }],
            },
          },
        },
        status: { replicas: unknown },
      })),
    ],
    [
      "are undecided where only a deployment can tell a pod's labels",
      withChanged(complying, "web", "Deployment", (properties) => ({
        ...properties,
        spec: {
          ...(properties["spec"] as object),
          template: {
            metadata: { labels: { app: "web", version: unknown } },
            spec: { containers: [{ name: "main" }] },
          },
        },
      })),
      [connections, flows, assertions].map((verdicts) =>
        verdicts.undecided(
          { type: "kubernetes:apps/v1:Deployment", name: "web" },
          "spec.template.metadata.labels.version",
        ),
      ),
    ],
    [
      "do not show a secret",
      [
        ...complying,
        {
          ...forgottenPolicy,
          properties: {
            metadata: { name: "debug", namespace: "shop" },
            spec: {
              podSelector: { matchLabels: { app: secret("cart") } },
              policyTypes: ["Ingress"],
              ingress: [{ from: [{ namespaceSelector: { matchLabels: { hush: "hush" } } }] }],
            },
          },
        },
      ],
      [
        connections.refused(
          forgottenPolicy,
          "",
          "a difference that cannot be shown, as this has a secret",
          "what flows declare, by objects without secrets",
        ),
      ],
    ],
    [
      "accept a secret that changes nothing",
      withChanged(complying, "shop", "Namespace", () => ({
        metadata: { name: "shop", labels: { team: secret("hush") } },
      })),
    ],
    [
      "read what a server made of objects",
      [
        ...withChanged(complying, "default-deny", "NetworkPolicy", (properties) => ({
          ...properties,
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: {
            ...(properties["metadata"] as object),
            uid: "1",
            managedFields: [{ fieldsV1: unknown }],
            annotations: { a: "b" },
          },
          status: {},
          __inputs: { spec: unknown },
        })),
      ],
    ],
    [
      "refuse a declaration that cannot be read",
      [network(), ...stack],
      [connections, flows, assertions, namespaces].map((verdicts) =>
        verdicts.refused(
          { type: "basalt:application:Applications", name: "applications" },
          "network",
          "nothing",
          "what Basalt registers of a declaration",
        ),
      ),
    ],
    [
      "are undecided where only a deployment can tell the declaration",
      [{ ...network(), properties: { network: unknown } }, ...stack],
      [connections, flows, assertions, namespaces].map((verdicts) =>
        verdicts.undecided({ type: "basalt:application:Applications", name: "applications" }, "network"),
      ),
    ],
    [
      "refuse a declaration that is secret, without showing it",
      [{ ...network(), properties: { network: secret({ hush: "hush" }) } }, ...stack],
      [connections, flows, assertions, namespaces].map((verdicts) =>
        verdicts.refused(
          { type: "basalt:application:Applications", name: "applications" },
          "network",
          "a secret",
          "what Basalt registers of a declaration",
        ),
      ),
    ],
    [
      "refuse a declaration that is secret in a part, without showing any",
      [
        {
          ...network(),
          properties: {
            network: {
              ...(declaration().properties["network"] as object),
              systemNamespaces: ["kube-system", secret("hush")],
            },
          },
        },
        ...stack,
      ],
      [connections, flows, assertions, namespaces].map((verdicts) =>
        verdicts.refused(
          { type: "basalt:application:Applications", name: "applications" },
          "network",
          "a secret",
          "what Basalt registers of a declaration",
        ),
      ),
    ],
    [
      "refuse a declaration that contradicts itself",
      [
        declaration({ flows: [{ namespace: "shop", from: "shop/nobody", to: "shop/cart", ports: [] }] }),
        ...stack,
      ],
      [declaredConnections, requiredFlowsOpen, assertionsHold].map((rule) =>
        ofStack(
          rule,
          "no proof: the declaration names shop/nobody, which is not declared",
          "a network that can be proved",
        ),
      ),
    ],
    [
      "do not count a staged policy",
      [
        ...complying,
        { ...forgottenPolicy, type: "kubernetes:projectcalico.org/v3:StagedKubernetesNetworkPolicy" },
      ],
    ],
  ]);
});

describe("the rules that ask for a proof, where there is more wrong than anybody reads", () => {
  const workloads = Array.from({ length: 46 }, (_, index): TestResource => {
    const name = `more-${index}`;
    return {
      type: "kubernetes:apps/v1:Deployment",
      name,
      properties: {
        metadata: { name, namespace: "shop" },
        spec: {
          selector: { matchLabels: { app: name } },
          template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "main" }] } },
        },
      },
    };
  });

  it("say, each of them whose findings may be left out, that there are more", async () => {
    const verdicts = await judgeStack([declaration(), ...pods, ...workloads]);
    assert.deepEqual(
      verdicts.filter((verdict) => verdict.includes("more like these")),
      [declaredConnections, requiredFlowsOpen].map((rule) =>
        ofStack(rule, "and more like these; the comparison stopped here", "what flows declare"),
      ),
    );
  });
});

describe("assertions-hold, for any stack", () => {
  const asked = (...assertionsAsked: object[]): TestConfiguration => ({
    "assertions-hold": { never: assertionsAsked },
  });
  const broken = (text: string, from: string, to: string, how: string) =>
    ofStack(
      assertionsHold,
      `"${text}" is broken: ${from} -> ${to} gets through (${how})`,
      "nothing that an assertion forbids",
    );
  const publicNodes = declaration({
    addresses: {
      podCidr: "10.246.0.0/16",
      serviceCidr: "10.96.0.0/16",
      nodeCidrs: ["198.51.100.0/24"],
      dnsUpstreams: [],
    },
  });
  const openTo = (part: string) =>
    policy(`from-${part}`, {
      podSelector: { matchLabels: { app: "cart" } },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ ipBlock: { cidr: `198.51.${part}.0/24` } }], ports: [{ port: 22 }] }],
    });
  const direct =
    "egress allowed by NetworkPolicy shop/web-to-cart-egress spec.egress[0] (resource web-to-cart-egress); ingress allowed by NetworkPolicy shop/web-to-cart-ingress spec.ingress[0] (resource web-to-cart-ingress)";

  judges([
    [
      "accepts those that hold",
      stack,
      [],
      asked(
        { from: "internet", to: "shop/cart" },
        { from: "shop/cart", to: "internet" },
        { from: "*", to: "shop/web" },
      ),
    ],
    [
      "refuses one that is broken",
      stack,
      [broken("never * -> shop/cart", "shop/web", "shop/cart TCP 7070", direct)],
      asked({ from: "*", to: "shop/cart" }),
    ],
    ["leaves sources out", stack, [], asked({ from: "*", to: "shop/cart", except: ["shop/web"] })],
    [
      "asks for every pod of a namespace",
      stack,
      [broken("never shop/* -> shop/cart", "shop/web", "shop/cart TCP 7070", direct)],
      asked({ from: "shop/*", to: "shop/cart" }),
    ],
    [
      "asks for the Internet",
      pods,
      [
        broken(
          "never internet -> shop/cart",
          "0.0.0.0-9.255.255.255, 11.0.0.0-100.63.255.255, 100.128.0.0-172.15.255.255 and 4 more",
          "shop/cart TCP 1-65535 UDP 1-65535 SCTP 1-65535",
          "ingress open, no policy applies",
        ),
      ],
      {
        ...asked({ from: "internet", to: "shop/cart" }),
        "namespace-default-deny": { level: "disabled" },
        "no-weakened-rule": { level: "disabled" },
      },
    ],
    [
      "refuses one about nobody",
      stack,
      [
        ofStack(
          assertionsHold,
          '"never shop/web -> shop/nobody": no pods of shop/nobody',
          "assertions about what runs",
        ),
      ],
      asked({ from: "shop/web", to: "shop/nobody" }),
    ],
    [
      "refuses one about a namespace that is not there",
      stack,
      [
        ofStack(
          assertionsHold,
          '"never other/* -> shop/cart": no pods of other/*',
          "assertions about what runs",
        ),
      ],
      asked({ from: "other/*", to: "shop/cart" }),
    ],
    [
      "refuses what cannot be read",
      [...stack, policy("typo", { podSelectors: {}, policyTypes: ["Ingress"] })],
      [
        ofStack(
          assertionsHold,
          'resource typo spec.podSelectors: found the unknown field "podSelectors"',
          "podSelector, policyTypes, ingress, egress",
        ),
      ],
      asked({ from: "internet", to: "shop/cart" }),
    ],
    [
      "is undecided where only a deployment can tell part of a policy",
      [...stack, policy("open", { podSelector: unknown, policyTypes: ["Ingress"] })],
      [assertions.undecided(policy("open", {}), "spec.podSelector")],
      asked({ from: "internet", to: "shop/cart" }),
    ],
    [
      "takes the addresses that are declared for those of nodes, not of the Internet",
      [publicNodes, ...stack, ...["100", "101"].map(openTo)],
      [
        broken(
          "never internet -> shop/cart",
          "198.51.101.0-198.51.101.255",
          "shop/cart TCP 22",
          "ingress allowed by NetworkPolicy shop/from-101 spec.ingress[0] (resource from-101)",
        ),
      ],
      {
        ...asked({ from: "internet", to: "shop/cart" }),
        "declared-connections": { level: "disabled" },
        "no-weakened-rule": { level: "disabled" },
      },
    ],
    [
      "adds to what is declared",
      complying,
      [broken("never * -> shop/cart", "shop/web", "shop/cart TCP 7070", direct)],
      asked({ from: "*", to: "shop/cart" }),
    ],
  ]);

  it("refuses a configuration of another form", async () => {
    await assert.rejects(
      judgeStack(stack, asked({ from: "cart", to: "*" })),
      /never\[0\]\.from: found "cart"; allowed: "\*", "internet"/,
    );
    await assert.rejects(
      judgeStack(stack, asked({ from: "*", to: "*", except: ["internet"] })),
      /never\[0\]\.except\[0\]/,
    );
  });
});

describe("no-undeclared-namespace", () => {
  const object = (token: string, metadata: object, name = "it"): TestResource => ({
    type: `kubernetes:${token}`,
    name,
    properties: { metadata: { name, ...metadata } },
  });
  const account = (namespace: unknown) => object("core/v1:ServiceAccount", { namespace });
  const refused = (resource: TestResource, path: string, name: string): Verdict =>
    namespaces.refused(resource, path, name, "a declared namespace");
  const unrendered = new Verdicts(
    "rendered-charts",
    "the objects of every chart are resources of the stack",
    "",
  ).undecided({ type: "kubernetes:helm.sh/v4:Chart" }, "all of it");
  const chart = (token: string, properties: object): TestResource => ({
    type: `kubernetes:helm.sh/${token}`,
    name: "it",
    properties: { ...properties },
  });
  const debug = object("core/v1:Namespace", { name: "debug" });
  const alone: TestConfiguration = Object.fromEntries(
    [
      "namespace-default-deny",
      "no-opaque-release",
      "no-weakened-rule",
      "declared-connections",
      "required-flows-open",
      "assertions-hold",
    ].map((name) => [name, { level: "disabled" }]),
  );
  const rows: readonly Row[] = [
    ["accepts what is in a declared namespace", [...complying, account("shop")]],
    ["accepts what is in a system namespace", [...complying, account("kube-system")]],
    [
      "accepts what is in no namespace",
      [
        ...complying,
        object("rbac.authorization.k8s.io/v1:ClusterRole", {}),
        object("projectcalico.org/v3:Tier", {}),
      ],
    ],
    ["has nothing to say of a stack that declares nothing", [...stack, debug, account("debug")]],
    ["refuses a namespace", [...complying, debug], [refused(debug, "metadata.name", "namespace debug")]],
    [
      "refuses what is in another",
      [...complying, account("debug")],
      [refused(account("debug"), "metadata.namespace", "namespace debug")],
    ],
    [
      "refuses a custom resource in another",
      [...complying, object("example.com/v1:Thing", { namespace: "debug" })],
      [refused(object("example.com/v1:Thing", {}), "metadata.namespace", "namespace debug")],
    ],
    [
      "refuses the default namespace, which says nothing",
      [...complying, object("core/v1:ServiceAccount", {})],
      [refused(account(""), "metadata.namespace", "namespace default")],
    ],
    [
      "accepts what is allowed here",
      [...complying, debug, account("debug")],
      [],
      { "no-undeclared-namespace": { allowed: ["debug"] } },
    ],
    [
      "refuses a release in another",
      [...complying, chart("v3:Release", { namespace: "debug" })],
      [refused(chart("v3:Release", {}), "namespace", "namespace debug")],
    ],
    [
      "refuses a release that names none",
      [...complying, chart("v3:Release", {})],
      [refused(chart("v3:Release", {}), "namespace", "namespace default")],
    ],
    [
      "refuses a chart in another",
      [...complying, chart("v4:Chart", { namespace: "debug", chart: "x" })],
      [refused(chart("v4:Chart", {}), "namespace", "namespace debug"), unrendered],
    ],
    [
      "accepts a chart that names none: what it makes does",
      [...complying, chart("v4:Chart", {})],
      [unrendered],
    ],
    [
      "does not show a secret",
      [...complying, account(secret("hush"))],
      [refused(account(""), "metadata.namespace", "a secret")],
    ],
    [
      "is undecided where only a deployment can tell",
      [...complying, account(unknown)],
      [namespaces.undecided(account(""), "metadata.namespace")],
    ],
  ];
  judges(
    rows.map(([title, resources, expected, configuration]) => [
      title,
      resources,
      expected,
      { ...alone, ...configuration },
    ]),
  );
});
