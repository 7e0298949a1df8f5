import assert from "node:assert/strict";
import fc from "fast-check";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { compareObject } from "../../../cli/drift/compare/compareObject.js";
import { declaredDeployment, kindOf, liveDeployment, object } from "./support.js";

/** A live object after somebody's edit. */
function edited(live: KubernetesObject, edit: (copy: Editable) => void): KubernetesObject {
  const copy = structuredClone(live) as unknown as Editable;
  edit(copy);
  return copy as unknown as KubernetesObject;
}

/** The parts of a Deployment that somebody edits. */
interface Editable {
  metadata: { annotations?: Record<string, string> };
  spec: {
    template: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: EditablePod;
    };
  };
}

interface EditablePod {
  containers: EditableContainer[];
  volumes: { name: string; configMap?: { name?: string }; hostPath?: object }[];
  initContainers?: object[];
  securityContext: object;
  hostNetwork?: boolean;
  automountServiceAccountToken?: boolean;
  ofTheFuture?: object;
}

interface EditableContainer {
  name: string;
  image: string;
  args: string[];
  env: object[];
  volumeMounts: object[];
  securityContext: Record<string, unknown>;
  resources: { limits: Record<string, string>; requests: Record<string, string> };
}

const told = (declared: KubernetesObject, live: KubernetesObject) =>
  compareObject(declared, live, kindOf(declared)).map(({ path, change }) => `${path} ${change}`);

const pod = (copy: Editable) => copy.spec.template.spec;
const web = (copy: Editable) => pod(copy).containers[0]!;

describe("the comparison of a workload with its declaration", () => {
  it("finds nothing in what the API server fills in", () => {
    assert.deepEqual(told(declaredDeployment, liveDeployment), []);
  });

  const edits: readonly {
    readonly title: string;
    readonly edit: (copy: Editable) => void;
    readonly found: readonly string[];
  }[] = [
    {
      title: "another image",
      edit: (copy) => (web(copy).image = "evil.example.com/web:1"),
      found: ["spec.template.spec.containers[web].image changed"],
    },
    {
      title: "a container more",
      edit: (copy) => void pod(copy).containers.unshift({ ...web(copy), name: "extra" }),
      found: ["spec.template.spec.containers[extra] added"],
    },
    {
      title: "an init container",
      edit: (copy) => (pod(copy).initContainers = [{ name: "first", image: "x" }]),
      found: ["spec.template.spec.initContainers added"],
    },
    {
      title: "an environment variable more, another value and one less",
      edit: (copy) =>
        (web(copy).env = [
          { name: "B", value: "2" },
          { name: "A", value: "3" },
        ]),
      found: [
        "spec.template.spec.containers[web].env[A].value changed",
        "spec.template.spec.containers[web].env[B] added",
        "spec.template.spec.containers[web].env[NODE] missing",
      ],
    },
    {
      title: "a volume and where it is mounted",
      edit: (copy) => {
        pod(copy).volumes.push({ name: "host", hostPath: { path: "/", type: "" } });
        web(copy).volumeMounts.push({ name: "host", mountPath: "/host" });
      },
      found: [
        "spec.template.spec.containers[web].volumeMounts[/host] added",
        "spec.template.spec.volumes[host] added",
      ],
    },
    {
      title: "the network of the host",
      edit: (copy) => (pod(copy).hostNetwork = true),
      found: ["spec.template.spec.hostNetwork changed"],
    },
    {
      title: "privileges",
      edit: (copy) => (web(copy).securityContext.privileged = true),
      found: ["spec.template.spec.containers[web].securityContext.privileged added"],
    },
    {
      title: "a security context that is gone",
      edit: (copy) => (pod(copy).securityContext = {}),
      found: [
        "spec.template.spec.securityContext.runAsNonRoot missing",
        "spec.template.spec.securityContext.runAsUser missing",
      ],
    },
    {
      title: "a token that pods now get, because nothing says that they do not",
      edit: (copy) => delete pod(copy).automountServiceAccountToken,
      found: ["spec.template.spec.automountServiceAccountToken missing"],
    },
    {
      title: "another command line, in the order of its words",
      edit: (copy) => void web(copy).args.reverse(),
      found: [
        "spec.template.spec.containers[web].args[0] changed",
        "spec.template.spec.containers[web].args[1] changed",
      ],
    },
    {
      title: "a label of the pods",
      edit: (copy) => (copy.spec.template.metadata.labels.role = "admin"),
      found: ["spec.template.metadata.labels.role added"],
    },
    {
      title: "less memory than declared",
      edit: (copy) => (web(copy).resources.limits.memory = "1G"),
      found: ["spec.template.spec.containers[web].resources.limits.memory changed"],
    },
    {
      title: "a field that nobody here has heard of",
      edit: (copy) => (pod(copy).ofTheFuture = { open: true }),
      found: ["spec.template.spec.ofTheFuture added"],
    },
    {
      title: "nothing, for the same amount written otherwise",
      edit: (copy) => (web(copy).resources.requests = { cpu: "1", memory: "1024Mi" }),
      found: [],
    },
    {
      title: "nothing, for a rollout restart and for notes of tools",
      edit: (copy) => {
        copy.spec.template.metadata.annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-01" };
        copy.metadata.annotations = { "deployment.kubernetes.io/revision": "3" };
      },
      found: [],
    },
  ];
  for (const { title, edit, found } of edits)
    it(`finds ${title}`, () => {
      assert.deepEqual(told(declaredDeployment, edited(liveDeployment, edit)).sort(), [...found].sort());
    });

  it("takes what is not known yet for whatever is there, and misses it where nothing is", () => {
    const unknown = edited(declaredDeployment, (copy) => {
      pod(copy).volumes[0]!.configMap!.name = "[known after deployment]";
    });
    assert.deepEqual(told(unknown, liveDeployment), []);
    assert.deepEqual(
      told(
        unknown,
        edited(liveDeployment, (copy) => delete pod(copy).volumes[0]!.configMap!.name),
      ),
      ["spec.template.spec.volumes[files].configMap.name missing"],
    );
  });
});

const policy = (spec: object) =>
  object("networking.k8s.io/v1", "NetworkPolicy", "web", { namespace: "shop", spec });

describe("the comparison of a network policy with its declaration", () => {
  const declared = policy({
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { app: "a" } } }, { ipBlock: { cidr: "10.0.0.0/8" } }],
        ports: [{ port: 80 }],
      },
    ],
  });

  const cases: readonly {
    readonly title: string;
    readonly live: object;
    readonly found: readonly string[];
  }[] = [
    {
      title: "nothing in another order, nor in defaults",
      live: {
        ingress: [
          {
            ports: [{ protocol: "TCP", port: 80 }],
            from: [{ ipBlock: { cidr: "10.0.0.0/8" } }, { podSelector: { matchLabels: { app: "a" } } }],
          },
        ],
        policyTypes: ["Ingress"],
        podSelector: { matchLabels: { app: "web" } },
      },
      found: [],
    },
    {
      title: "a rule that admits everybody",
      live: { ...declared.spec, ingress: [...(declared.spec!["ingress"] as object[]), {}] },
      found: ["spec.ingress[1] added"],
    },
    {
      title: "an empty selector of namespaces, which is all of them",
      live: {
        ...declared.spec,
        ingress: [
          {
            from: [
              { podSelector: { matchLabels: { app: "a" } }, namespaceSelector: {} },
              { ipBlock: { cidr: "10.0.0.0/8" } },
            ],
            ports: [{ port: 80 }],
          },
        ],
      },
      found: ["spec.ingress[0].from[0].namespaceSelector added"],
    },
    {
      title: "ports that are gone, which means all ports",
      live: {
        ...declared.spec,
        ingress: [{ from: (declared.spec!["ingress"] as { from: object[] }[])[0]!.from }],
      },
      found: ["spec.ingress[0].ports missing"],
    },
    {
      title: "a direction that it no longer limits",
      live: { ...declared.spec, policyTypes: ["Egress"] },
      found: ["spec.policyTypes[0] changed"],
    },
    {
      title: "no pods where it had some",
      live: { ...declared.spec, podSelector: { matchLabels: { app: "nobody" } } },
      found: ["spec.podSelector.matchLabels.app changed"],
    },
  ];
  for (const { title, live, found } of cases)
    it(`finds ${title}`, () => {
      assert.deepEqual(told(declared, policy(live)), found);
    });

  const peer = fc.oneof(
    fc.record({
      podSelector: fc.record({
        matchLabels: fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("1", "2")),
      }),
    }),
    fc.record({ ipBlock: fc.record({ cidr: fc.constantFrom("10.0.0.0/8", "192.0.2.0/24") }) }),
    fc.record({ namespaceSelector: fc.constant({}) }),
  );
  const port = fc.record({ port: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: ["port"] });
  const rule = fc.record(
    { from: fc.array(peer, { maxLength: 3 }), ports: fc.array(port, { maxLength: 3 }) },
    { requiredKeys: [] },
  );

  /** What the API server answers: defaults written, empty lists left out, and lists in an order of somebody's. */
  const asServed = (rules: readonly { from?: object[]; ports?: object[] }[]) =>
    [...rules].reverse().map(({ from = [], ports = [] }) => ({
      ...(from.length > 0 ? { from: [...from].reverse() } : {}),
      ...(ports.length > 0 ? { ports: ports.map((each) => ({ protocol: "TCP", ...each })).reverse() } : {}),
    }));

  it("finds nothing in a policy as the API server serves it", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), (ingress) => {
        const ours = policy({ podSelector: {}, policyTypes: ["Ingress"], ingress });
        const theirs = policy({
          podSelector: {},
          policyTypes: ["Ingress"],
          ...(ingress.length > 0 ? { ingress: asServed(ingress) } : {}),
        });
        assert.deepEqual(told(ours, theirs), []);
      }),
    );
  });

  it("finds any single rule, peer or port that was added", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), rule, fc.nat(), (ingress, added, at) => {
        const ours = policy({ podSelector: {}, policyTypes: ["Ingress"], ingress });
        const served = asServed(ingress);
        served.splice(at % (served.length + 1), 0, ...asServed([added]));
        assert.notDeepEqual(
          told(ours, policy({ podSelector: {}, policyTypes: ["Ingress"], ingress: served })),
          [],
        );
      }),
    );
    fc.assert(
      fc.property(rule, peer, port, (before, more, morePort) => {
        const ours = policy({ podSelector: {}, policyTypes: ["Ingress"], ingress: [before] });
        const live = (ingress: object) =>
          policy({ podSelector: {}, policyTypes: ["Ingress"], ingress: [ingress] });
        assert.notDeepEqual(told(ours, live({ ...before, from: [...(before.from ?? []), more] })), []);
        assert.notDeepEqual(told(ours, live({ ...before, ports: [...(before.ports ?? []), morePort] })), []);
      }),
    );
  });
});

describe("the comparison of Calico's policies and of namespaces", () => {
  const global = (spec: object) => object("projectcalico.org/v3", "GlobalNetworkPolicy", "deny", { spec });

  it("finds nothing in what Calico's API server fills in", () => {
    const declared = global({ order: 10, selector: "all()", ingress: [{ action: "Deny" }] });
    const live = global({
      order: 10,
      selector: "all()",
      tier: "default",
      types: ["Ingress"],
      ingress: [{ action: "Deny", source: {}, destination: {} }],
    });
    assert.deepEqual(told(declared, live), []);
  });

  it("finds two rules that changed places, because the first one decides", () => {
    const rules = [{ action: "Deny" }, { action: "Allow", protocol: "TCP" }];
    assert.deepEqual(told(global({ ingress: rules }), global({ ingress: [...rules].reverse() })), [
      "spec.ingress[0].action changed",
      "spec.ingress[0].protocol added",
      "spec.ingress[1].action changed",
      "spec.ingress[1].protocol missing",
    ]);
  });

  it("finds a namespace's label that was changed, added or taken away, but not the one that Kubernetes gives", () => {
    const namespace = (labels: Record<string, string>) => object("v1", "Namespace", "shop", { labels });
    const enforce = "pod-security.kubernetes.io/enforce";
    const declared = namespace({ [enforce]: "restricted", team: "shop" });
    assert.deepEqual(
      told(
        declared,
        namespace({ [enforce]: "privileged", trusted: "yes", "kubernetes.io/metadata.name": "shop" }),
      ),
      [
        `metadata.labels["${enforce}"] changed`,
        "metadata.labels.team missing",
        "metadata.labels.trusted added",
      ],
    );
  });
});
