import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { protocolNumbers, toPorts, trafficOfFamily } from "../../../reachability/evaluate/traffic.js";
import type { ExpectedEnd, ExpectedNever, NeverEnd } from "../../../reachability/prove/expectation.js";
import { brokenAssertions } from "../../../reachability/prove/never.js";
import type { ProofEnd } from "../../../reachability/prove/prove.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const pods = (name: string): ExpectedEnd => ({ kind: "pods", namespace: "shop", labels: { app: name } });
const ranges = (...cidrs: string[]) => cidrs.map((cidr) => parseCidr(cidr)!);
const anything: NeverEnd = { kind: "anything" };

/** redis accepts from everyone on 6379 and from 192.0.2.0/24 on 22; web and cart may send to it; web to 192.0.2.0/24. */
const shop = [
  namespace("shop"),
  ...["cart", "redis", "web"].map((name) => deployment("shop", name)),
  defaultDeny("shop"),
  networkPolicy("shop", "redis", {
    ...app("redis"),
    ingress: [
      { ports: [{ port: 6379 }] },
      { from: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: [{ port: 22 }] },
    ],
  }),
  networkPolicy("shop", "callers", {
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["web", "cart"] }] },
    policyTypes: ["Egress"],
    egress: [{ to: [app("redis")], ports: [{ port: 6379 }] }],
  }),
  networkPolicy("shop", "out", {
    ...app("web"),
    policyTypes: ["Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: [{ port: 443 }] }],
  }),
];

function broken(from: NeverEnd, to: NeverEnd, except: readonly ExpectedEnd[] = [], objects = shop) {
  const never: ExpectedNever = { text: "never", from, to, except };
  const cuts = from.kind === "outside" ? from.inside : [];
  const evaluation = new Evaluation(clusterOf(objects), cuts);
  const shown = (end: ProofEnd) =>
    end.kind === "addresses" ? formatRange(end.range) : evaluation.endpoints[end.endpoint]!.workload.name;
  return [...brokenAssertions(evaluation, [never])].map((each) => {
    assert.equal(each.never, never);
    return [shown(each.from), shown(each.to), each.traffic];
  });
}

const port = (...numbers: number[]) =>
  toPorts(
    protocolNumbers.TCP,
    numbers.flatMap((number) => [number, number]),
  );

describe("an assertion that something is never connected", () => {
  const cases: [says: string, from: NeverEnd, to: NeverEnd, except: ExpectedEnd[], broken: unknown[]][] = [
    ["holds where nothing gets through", pods("web"), pods("cart"), [], []],
    ["is broken by pods that reach others", pods("web"), pods("redis"), [], [["web", "redis", port(6379)]]],
    ["leaves exceptions out", pods("web"), pods("redis"), [pods("web")], []],
    [
      "leaves no pod out by addresses",
      pods("web"),
      pods("redis"),
      [{ kind: "addresses", ranges: ranges("10.0.0.0/16") }],
      [["web", "redis", port(6379)]],
    ],
    [
      "leaves out the exceptions alone",
      { kind: "every-pod" },
      pods("redis"),
      [pods("web")],
      [["cart", "redis", port(6379)]],
    ],
    [
      "of anything is about pods and addresses outside the cluster",
      anything,
      pods("redis"),
      [pods("cart"), pods("web")],
      [
        ["0.0.0.0-9.255.255.255", "redis", port(6379)],
        ["10.1.0.0-192.0.1.255", "redis", port(6379)],
        ["192.0.2.0-192.0.2.255", "redis", port(22, 6379)],
        ["192.0.3.0-255.255.255.255", "redis", port(6379)],
      ],
    ],
    [
      "of some addresses is about these",
      { kind: "addresses", ranges: ranges("192.0.2.0/24", "10.0.0.0/16") },
      pods("redis"),
      [],
      [
        ["10.0.0.0-10.0.255.255", "redis", port(6379)],
        ["192.0.2.0-192.0.2.255", "redis", port(22, 6379)],
      ],
    ],
    [
      "of what is outside is about all but what is inside",
      { kind: "outside", inside: ranges("0.0.0.0/1", "192.0.0.0/2") },
      pods("redis"),
      [],
      [["128.0.0.0-191.255.255.255", "redis", port(6379)]],
    ],
    [
      "of a target outside is about what pods may send there",
      { kind: "every-pod" },
      { kind: "outside", inside: ranges("10.0.0.0/16") },
      [],
      [["web", "192.0.2.0-192.0.2.255", port(443)]],
    ],
    [
      "of a target that is anything is about pods and addresses",
      pods("web"),
      anything,
      [],
      [
        ["web", "redis", port(6379)],
        ["web", "192.0.2.0-192.0.2.255", port(443)],
      ],
    ],
    ["of nobody holds", pods("gone"), anything, [], []],
  ];
  for (const [says, from, to, except, expected] of cases)
    it(says, () => {
      assert.deepEqual(broken(from, to, except), expected);
    });

  it("is not broken by a pod that reaches itself, but by a workload of several", () => {
    const pod = (name: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "shop", name, labels: { app: name } },
      spec: { containers: [{ name: "main" }] },
    });
    const both = [namespace("shop"), pod("cart"), pod("web"), networkPolicy("shop", "told", app("cart"))];
    assert.deepEqual(broken(pods("web"), pods("web"), [], both), []);
    assert.deepEqual(broken(pods("cart"), pods("web"), [], both), [["cart", "web", trafficOfFamily(4)]]);
    assert.deepEqual(broken(pods("web"), pods("web"), [], [namespace("shop"), deployment("shop", "web")]), [
      ["web", "web", trafficOfFamily(4)],
    ]);
  });

  it("is asked of every connection between pods on their host's network too", () => {
    const agent = deployment("shop", "agent", {}, { hostNetwork: true });
    assert.deepEqual(broken(pods("agent"), pods("cart"), [], [...shop, agent]), []);
    assert.deepEqual(broken(pods("agent"), pods("redis"), [], [...shop, agent]), [
      ["agent", "redis", port(6379)],
    ]);
  });

  it("that nobody made is not broken", () => {
    assert.deepEqual([...brokenAssertions(new Evaluation(clusterOf(shop)), [])], []);
  });
});
