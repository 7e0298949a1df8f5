import assert from "node:assert/strict";
import { assertionsHold } from "../../../policies/rules/assertions-hold.js";
import { declaredConnections } from "../../../policies/rules/declared-connections.js";
import { requiredFlowsOpen } from "../../../policies/rules/required-flows-open.js";
import { forgottenPolicy } from "../../../policies/stack/example.js";
import { complying, declaration, pods, policies, withChanged } from "../support/declaredStack.js";
import {
  judgeStack,
  unknown,
  type TestConfiguration,
  type TestResource,
  type Verdict,
} from "../support/judge.js";

/*
 * How the proof of a stack reads its objects: whatever the way in which a program writes them, it says of them the same.
 */

type Properties = Readonly<Record<string, unknown>>;

const networkPolicy = "networking.k8s.io/v1:NetworkPolicy";
const { spec } = forgottenPolicy.properties;

const refused = (rule: typeof declaredConnections, found: string, allowed: string): Verdict =>
  `[mandatory] ${rule.name} the stack: found ${found}; allowed: ${allowed}; fix: ${rule.remediationSteps}`;

/** What a policy by hand opens, as a message calls the policy and its resource. */
const debugged = (policy: string, resource: string) =>
  refused(
    declaredConnections,
    `kube-system/kube-dns, kube-system/(any other pod) -> shop/cart TCP 22 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/${policy} spec.ingress[0] (resource ${resource})) and no flow declares it`,
    "what flows declare",
  );

const undecided = (resource: TestResource, path: string) =>
  ["assertions-hold", "declared-connections", "required-flows-open"].map((rule) => [
    rule,
    resource.name,
    path,
  ]);

/** Which rules wait for which places of which resources. */
const waiting = (verdicts: readonly Verdict[]) =>
  verdicts.map((verdict) => {
    const match = /^\[advisory\] (\S+) \S+::(\w+): undecided: (.+): only a deployment can tell/.exec(verdict);
    assert.ok(match, verdict);
    return match.slice(1);
  });

/** The policies as one resource of many objects. */
const listed = (
  type: string,
  items: readonly TestResource[] = policies,
  more: Properties = {},
): TestResource => ({
  type: `kubernetes:${type}`,
  name: "all",
  properties: { items: items.map(({ properties }) => ({ ...properties, ...more })) },
});
const written = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" };
const withoutPolicies = [declaration(), ...pods];

/** The policy by hand as Calico's API server stores it, under a name that it makes up. */
const stored = (annotations: unknown): TestResource => ({
  type: "kubernetes:crd.projectcalico.org/v1:NetworkPolicy",
  name: "stored",
  properties: {
    metadata: { name: "default.made-up", namespace: "shop", annotations },
    spec: {
      tier: "default",
      selector: "app == 'cart'",
      types: ["Ingress"],
      ingress: [
        {
          action: "Allow",
          protocol: "TCP",
          source: { namespaceSelector: "kubernetes.io/metadata.name == 'kube-system'" },
          destination: { ports: [22] },
        },
      ],
    },
  },
});

const file = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "x" };

/** The stack with a label on its namespace that is called as what servers add to objects. */
const labelled = (inList: boolean) =>
  complying.map((resource) => {
    if (resource.type !== "kubernetes:core/v1:Namespace") return resource;
    const namespace = { metadata: { name: "shop", labels: { status: "live" } } };
    return inList
      ? { ...resource, type: `${resource.type}List`, properties: { items: [namespace] } }
      : { ...resource, properties: namespace };
  });
const fromLive: TestResource = {
  type: `kubernetes:${networkPolicy}`,
  name: "live",
  properties: {
    metadata: { name: "live", namespace: "shop" },
    spec: {
      podSelector: { matchLabels: { app: "cart" } },
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { status: "live" } } }], ports: [{ port: 22 }] },
      ],
    },
  },
};
/** That namespace's pods are let in on one side, and those of others with such a label. */
const fromLabelled = [
  refused(
    declaredConnections,
    "shop/web, shop/(any other pod) -> shop/cart TCP 22 is open on one side (ingress allowed by NetworkPolicy shop/live spec.ingress[0] (resource live)) and no flow declares it",
    "what flows declare, on both sides",
  ),
  refused(
    declaredConnections,
    "undeclared-2/(any other pod) -> shop/cart TCP 22 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/live spec.ingress[0] (resource live)) and no flow declares it",
    "what flows declare",
  ),
];

/** Without the rule that waits for the same. */
const ownRules: TestConfiguration = {
  "namespace-default-deny": { level: "disabled" },
  "no-weakened-rule": { level: "disabled" },
};

describe("the objects of a stack, in a proof", () => {
  const cases: readonly (readonly [string, readonly TestResource[], readonly Verdict[]])[] = [
    [
      "are named by their resource where they have no name",
      [...complying, { ...forgottenPolicy, properties: { metadata: { namespace: "shop" }, spec } }],
      [debugged("debug-*", "debug")],
    ],
    [
      "are named as they will be where a server completes their name",
      [
        ...complying,
        {
          ...forgottenPolicy,
          properties: { metadata: { namespace: "shop", generateName: "own-" }, spec },
        },
      ],
      [debugged("own-*", "debug")],
    ],
    ["may be items of a list of their kind", [...withoutPolicies, listed(`${networkPolicy}List`)], []],
    [
      "may be items of any list, which say what they are",
      [...withoutPolicies, listed("core/v1:List", policies, written)],
      [],
    ],
    [
      "are told as what the list is a resource of",
      [...withoutPolicies, listed(`${networkPolicy}List`, [...policies, forgottenPolicy])],
      [debugged("debug", "all")],
    ],
    [
      "may have in a list what only a server says",
      [
        ...withoutPolicies,
        listed(`${networkPolicy}List`, policies, { ...written, status: unknown, __fieldManager: unknown }),
      ],
      [],
    ],
    [
      "say nothing of the network where they are of another kind",
      [
        ...complying,
        {
          type: "kubernetes:core/v1:ConfigMap",
          name: "map",
          properties: { metadata: { name: "map", namespace: "shop" }, data: unknown },
        },
        {
          type: "kubernetes:example.com/v1:NetworkPolicy",
          name: "other",
          properties: { metadata: { name: "other", namespace: "shop" }, spec: { rules: unknown } },
        },
      ],
      [],
    ],
    [
      "are refused where something in them is a file",
      [...complying, { ...forgottenPolicy, properties: { ...forgottenPolicy.properties, spec: file } }],
      [assertionsHold, declaredConnections, requiredFlowsOpen].map((rule) =>
        refused(rule, 'resource debug spec: found "a file"', "a mapping"),
      ),
    ],
    ["have labels of any name", [...labelled(false), fromLive], fromLabelled],
    ["have labels of any name in lists", [...labelled(true), fromLive], fromLabelled],
    [
      "of Calico have the names that its server keeps beside those of Kubernetes",
      [...complying, stored({ "projectcalico.org/metadata": '{"name":"by-hand"}' })],
      [debugged("by-hand", "stored")],
    ],
  ];
  for (const [title, resources, expected] of cases)
    it(title, async () => assert.deepEqual(await judgeStack(resources), expected));

  it("are undecided where a list does not say all of one of them", async () => {
    const list = listed(`${networkPolicy}List`, policies, { spec: unknown });
    const verdicts = await judgeStack([...withoutPolicies, list], ownRules);
    const places = policies.map((_, index) => `items[${index}].spec`);
    assert.deepEqual(waiting(verdicts), undecided(list, places.join(", ")));
  });

  it("leave it undecided whether a namespace is closed where any list does not say all of one of them", async () => {
    const list = listed("core/v1:List", policies, { ...written, spec: unknown });
    const rule = "namespace-default-deny";
    const verdicts = (await judgeStack([...withoutPolicies, list])).filter((verdict) =>
      verdict.includes(rule),
    );
    const places = policies.map((_, index) => `items[${index}].spec`);
    assert.deepEqual(waiting(verdicts), [[rule, "all", places.join(", ")]]);
  });

  it("of Calico are undecided where nothing says what their server keeps", async () =>
    assert.deepEqual(
      waiting(await judgeStack([...complying, stored(unknown)])),
      undecided(stored(unknown), "metadata.annotations"),
    ));
});

describe("pods in their node's network, in a proof", () => {
  const agents = (...hostNetworks: readonly unknown[]): TestResource => ({
    type: "kubernetes:apps/v1:DaemonSetList",
    name: "agents",
    properties: {
      items: hostNetworks.map((hostNetwork, index) => ({
        metadata: { name: `agent-${index}`, namespace: "shop" },
        spec: {
          selector: { matchLabels: { agent: `${index}` } },
          template: {
            metadata: { labels: { agent: `${index}` } },
            spec: { hostNetwork, containers: [{ name: "main" }] },
          },
        },
      })),
    },
  });
  const web = (hostNetwork: unknown) =>
    withChanged(complying, "web", "Deployment", (properties) => ({
      ...properties,
      spec: {
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { hostNetwork, containers: [{ name: "main" }] },
        },
      },
    }));

  it("are left out: no policy tells them from their node", async () =>
    assert.deepEqual(await judgeStack([...complying, agents(true, true)]), []));

  it("are no pods that a flow could be about", async () =>
    assert.deepEqual(
      await judgeStack(web(true)),
      [
        "namespace shop: web -> cart [7070]: found no pods of shop with app=web or shop with app=cart",
        "shop/web -> kube-system DNS: found no pods of shop with app=web or kube-system with k8s-app=kube-dns",
      ].map((found) => refused(requiredFlowsOpen, found, "a flow between what runs")),
    ));

  it("are not those that say they are in a network of their own", async () =>
    assert.deepEqual(await judgeStack(web(false)), []));

  it("are not left out together with others", async () => {
    const verdicts = await judgeStack([...complying, agents(true, false)]);
    assert.ok(verdicts.length > 0);
    for (const verdict of verdicts)
      assert.match(verdict, /^\[mandatory\] declared-connections .*shop\/agent-/);
  });

  it("leave the proof undecided where only a deployment can tell that they are", async () => {
    const verdicts = await judgeStack([...complying, agents(unknown)]);
    assert.deepEqual(waiting(verdicts), undecided(agents(), "items[0].spec.template.spec.hostNetwork"));
  });
});
