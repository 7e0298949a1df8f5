import assert from "node:assert/strict";
import { noUndeclaredExposure } from "../../../policies/rules/no-undeclared-exposure.js";
import { withInternet } from "../support/declaredStack.js";
import {
  judgeStack,
  secret,
  unknown,
  type TestConfiguration,
  type TestResource,
  type Verdict,
} from "../support/judge.js";
import { verdictsOf } from "../support/workloads.js";

describe("no-undeclared-exposure", () => {
  const verdicts = verdictsOf(noUndeclaredExposure);
  const service = (spec: object, metadata: object = {}): TestResource => ({
    type: "kubernetes:core/v1:Service",
    name: "web",
    properties: {
      metadata: { name: "web", namespace: "shop", ...metadata },
      spec: { selector: { app: "web" }, ports: [{ port: 443, targetPort: 8080 }], ...spec },
    },
  });
  const balancer = (spec: object = {}, metadata: object = {}) =>
    service({ type: "LoadBalancer", loadBalancerSourceRanges: ["0.0.0.0/0"], ...spec }, metadata);
  const ofKind = (token: string): TestResource => ({
    type: `kubernetes:${token}`,
    name: "door",
    properties: { metadata: { name: "door", namespace: "shop" }, spec: {} },
  });
  const route = (kind: string, ...parentRefs: readonly object[]): TestResource => ({
    type: `kubernetes:gateway.networking.k8s.io/v1:${kind}`,
    name: "way",
    properties: { metadata: { name: "way", namespace: "shop" }, spec: { parentRefs } },
  });
  const pods: TestResource = {
    type: "kubernetes:core/v1:ReplicationController",
    name: "web",
    properties: {
      metadata: { name: "web", namespace: "shop" },
      spec: {
        template: {
          metadata: { labels: { app: "web" } },
          spec: {
            containers: [
              {
                name: "main",
                ports: [
                  { name: "web", containerPort: 8081 },
                  { name: "admin", containerPort: 9000 },
                ],
              },
            ],
          },
        },
      },
    },
  };
  /** Proof and namespaces are other rules' matter. */
  const alone: TestConfiguration = Object.fromEntries(
    [
      "declared-connections",
      "required-flows-open",
      "assertions-hold",
      "namespace-default-deny",
      "no-undeclared-namespace",
      "no-weakened-rule",
    ].map((name) => [name, { level: "disabled" }]),
  );
  const exposed = { "no-undeclared-exposure": { exposed: ["shop/web", "shop/door"] } };
  const refused = (of: TestResource, path: string, found: string, allowed: string): Verdict =>
    verdicts.refused(of, path, found, allowed);
  const undecided = (of: TestResource, path: string): Verdict => verdicts.undecided(of, path);
  const noFlow = "ClusterIP without externalIPs, or a declared flow from outside to its pods";
  const noPort = "ports of declared flows from outside to its pods";
  const noSource = "ranges that declared flows come from";
  const flow = withInternet();
  const some = withInternet(["203.0.113.0/24"]);
  const it0 = service({});

  const rows: readonly (readonly [
    title: string,
    resources: readonly TestResource[],
    expected?: readonly Verdict[],
    configuration?: TestConfiguration,
  ])[] = [
    ["accepts a Service without a type", [service({})]],
    ["accepts a ClusterIP", [service({ type: "ClusterIP", externalIPs: [] })]],
    ["accepts an ExternalName", [service({ type: "ExternalName", externalName: "example.com" })]],
    [
      "refuses a load balancer of a stack that declares nothing",
      [balancer()],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "refuses a node port",
      [service({ type: "NodePort" })],
      [refused(it0, "spec.type", '"NodePort"', noFlow)],
    ],
    [
      "refuses external addresses",
      [service({ externalIPs: ["203.0.113.1"] })],
      [refused(it0, "spec.externalIPs", "a list of 1", noFlow)],
    ],
    [
      "refuses both",
      [service({ type: "NodePort", externalIPs: ["203.0.113.1"] })],
      [
        refused(it0, "spec.externalIPs", "a list of 1", noFlow),
        refused(it0, "spec.type", '"NodePort"', noFlow),
      ],
    ],
    ["accepts what is listed", [balancer()], [], exposed],
    [
      "refuses one of that name elsewhere",
      [balancer({}, { namespace: "other" })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
      exposed,
    ],
    [
      "reads no namespace as default",
      [balancer({}, { namespace: null })],
      [],
      { "no-undeclared-exposure": { exposed: ["default/web"] } },
    ],
    ["accepts a declared flow's load balancer", [flow, balancer()]],
    ["accepts a declared flow's node port", [flow, service({ type: "NodePort" })]],
    ["accepts the last port of a flow", [flow, balancer({ ports: [{ port: 80, targetPort: 8081 }] })]],
    ["accepts a port that is its own target", [flow, balancer({ ports: [{ port: 8080 }] })]],
    ["accepts a number as a text", [flow, balancer({ ports: [{ port: 80, targetPort: "8080" }] })]],
    ["accepts the name of a port", [flow, pods, balancer({ ports: [{ port: 80, targetPort: "web" }] })]],
    [
      "refuses the name of another port",
      [flow, pods, balancer({ ports: [{ port: 80, targetPort: "admin" }] })],
      [refused(it0, "spec.ports[0].targetPort", '"admin"', noPort)],
    ],
    [
      "refuses a name that no pod has",
      [flow, balancer({ ports: [{ port: 80, targetPort: "web" }] })],
      [refused(it0, "spec.ports[0].targetPort", '"web"', noPort)],
    ],
    [
      "refuses a port before the flow's",
      [flow, balancer({ ports: [{ port: 80, targetPort: 8079 }] })],
      [refused(it0, "spec.ports[0].targetPort", "8079 (a number)", noPort)],
    ],
    [
      "refuses a port after the flow's",
      [flow, balancer({ ports: [{ port: 8082 }] })],
      [refused(it0, "spec.ports[0].port", "8082 (a number)", noPort)],
    ],
    [
      "refuses another protocol",
      [flow, balancer({ ports: [{ port: 80, targetPort: 8080, protocol: "UDP" }] })],
      [refused(it0, "spec.ports[0].targetPort", "8080 (a number)", noPort)],
    ],
    [
      "refuses pods of another workload",
      [flow, balancer({ selector: { app: "cart" } })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "refuses pods that are more than the workload's",
      [flow, balancer({ selector: {} })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    ["accepts some pods of the workload", [flow, balancer({ selector: { app: "web", version: "2" } })]],
    [
      "refuses pods of another namespace",
      [flow, balancer({}, { namespace: "other" })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "refuses a flow that is not from outside",
      [withInternet(["0.0.0.0/0"], false), balancer()],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "refuses external addresses beside a flow",
      [flow, balancer({ externalIPs: ["203.0.113.1"] })],
      [refused(it0, "spec.externalIPs", "a list of 1", "none")],
    ],
    ["accepts sources of the flow", [some, balancer({ loadBalancerSourceRanges: ["203.0.113.0/25"] })]],
    [
      "refuses more sources than the flow's",
      [some, balancer({ loadBalancerSourceRanges: ["203.0.113.0/24", "203.0.112.0/24"] })],
      [refused(it0, "spec.loadBalancerSourceRanges[1]", '"203.0.112.0/24"', noSource)],
    ],
    [
      "reads no sources as all",
      [some, balancer({ loadBalancerSourceRanges: [] })],
      [refused(it0, "spec.loadBalancerSourceRanges", "a list of 0", noSource)],
    ],
    [
      "accepts no sources where the flow comes from everywhere",
      [flow, balancer({ loadBalancerSourceRanges: null })],
    ],
    [
      "refuses sources that cannot be read",
      [some, balancer({ loadBalancerSourceRanges: ["clients"] })],
      [refused(it0, "spec.loadBalancerSourceRanges[0]", '"clients"', noSource)],
    ],
    ["does not ask a node port for sources", [some, service({ type: "NodePort" })]],
    [
      "does not show a secret",
      [service({ type: secret("NodePort") })],
      [refused(it0, "spec.type", "a secret", noFlow)],
    ],
    [
      "is undecided where only a deployment can tell the type",
      [service({ type: unknown })],
      [undecided(it0, "spec.type")],
    ],
    [
      "is undecided where only a deployment can tell the addresses",
      [service({ externalIPs: unknown })],
      [undecided(it0, "spec.externalIPs")],
    ],
    [
      "decides without the selector where nothing is declared",
      [balancer({ selector: unknown })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "decides without the namespace where no flow comes from outside",
      [withInternet(["0.0.0.0/0"], false), balancer({}, { namespace: unknown })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
    ],
    [
      "is undecided where only a deployment can tell whether it is listed",
      [balancer({}, { namespace: unknown })],
      [undecided(it0, "metadata.namespace")],
      exposed,
    ],
    [
      "is undecided where only a deployment can tell by what name it is listed",
      [balancer({}, { name: unknown })],
      [undecided(it0, "metadata.name")],
      exposed,
    ],
    [
      "decides where a name that is known is not listed",
      [balancer({}, { name: "other", namespace: unknown })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
      exposed,
    ],
    [
      "decides where a namespace that is known is not listed",
      [balancer({}, { name: unknown, namespace: "other" })],
      [refused(it0, "spec.type", '"LoadBalancer"', noFlow)],
      exposed,
    ],
    ...(
      [
        ["HTTPRoute", "an HTTPRoute"],
        ["GRPCRoute", "a GRPCRoute"],
        ["TCPRoute", "a TCPRoute"],
        ["TLSRoute", "a TLSRoute"],
        ["UDPRoute", "a UDPRoute"],
      ] as const
    ).map(
      ([kind, found]) =>
        [
          `refuses ${found} by a Gateway of others`,
          [route(kind, { name: "edge", namespace: "infra" })],
          [refused(route(kind), "metadata.name", found, "none that is not listed as exposed")],
        ] as const,
    ),
    ["accepts a route of a mesh", [route("HTTPRoute", { kind: "Service", name: "web" })]],
    ["accepts a route that leads from nowhere", [route("HTTPRoute")]],
    [
      "accepts a route that is listed",
      [route("HTTPRoute", { name: "edge" })],
      [],
      { "no-undeclared-exposure": { exposed: ["shop/way"] } },
    ],
    [
      "accepts routes by a Gateway that is listed",
      [route("HTTPRoute", { name: "door" }, { kind: "Gateway", name: "door", namespace: "shop" })],
      [],
      exposed,
    ],
    [
      "refuses a route by a Gateway that is listed and one that is not",
      [route("HTTPRoute", { name: "door" }, { name: "door", namespace: "other" })],
      [refused(route("HTTPRoute"), "metadata.name", "an HTTPRoute", "none that is not listed as exposed")],
      exposed,
    ],
    [
      "is undecided where only a deployment can tell a route's Gateway",
      [route("HTTPRoute", { name: unknown })],
      [undecided(route("HTTPRoute"), "spec.parentRefs[0].name")],
      exposed,
    ],
    [
      "is undecided where only a deployment can tell a route's Gateways",
      [{ ...route("HTTPRoute"), properties: { spec: { parentRefs: unknown } } }],
      [undecided(route("HTTPRoute"), "spec.parentRefs")],
    ],
    [
      "says nothing of routes of other groups",
      [{ ...route("HTTPRoute", { name: "x" }), type: "kubernetes:example.com/v1:HTTPRoute" }],
    ],
    [
      "is undecided where only a deployment can tell the selector",
      [flow, balancer({ selector: unknown })],
      [undecided(it0, "spec.selector")],
    ],
    [
      "is undecided where only a deployment can tell the namespace",
      [flow, balancer({}, { namespace: unknown })],
      [undecided(it0, "metadata.namespace")],
    ],
    [
      "is undecided where only a deployment can tell a target",
      [flow, balancer({ ports: [{ port: 80, targetPort: unknown }] })],
      [undecided(it0, "spec.ports[0].targetPort")],
    ],
    [
      "is undecided where only a deployment can tell a port",
      [flow, balancer({ ports: [{ port: unknown }] })],
      [undecided(it0, "spec.ports[0].port")],
    ],
    [
      "is undecided where only a deployment can tell a protocol",
      [flow, balancer({ ports: [{ port: 8080, protocol: unknown }] })],
      [undecided(it0, "spec.ports[0].protocol")],
    ],
    [
      "is undecided where only a deployment can tell the sources",
      [some, balancer({ loadBalancerSourceRanges: unknown })],
      [undecided(it0, "spec.loadBalancerSourceRanges")],
    ],
    [
      "is undecided where only a deployment can tell a source",
      [some, balancer({ loadBalancerSourceRanges: [unknown] })],
      [undecided(it0, "spec.loadBalancerSourceRanges[0]")],
    ],
    ...(
      [
        ["networking.k8s.io/v1:Ingress", "an Ingress"],
        ["extensions/v1beta1:Ingress", "an Ingress"],
        ["gateway.networking.k8s.io/v1:Gateway", "a Gateway"],
        ["networking.istio.io/v1:Gateway", "a Gateway"],
        ["gateway.networking.k8s.io/v1:ListenerSet", "a ListenerSet"],
        ["gateway.networking.x-k8s.io/v1alpha1:XListenerSet", "an XListenerSet"],
        ["elbv2.k8s.aws/v1beta1:TargetGroupBinding", "a TargetGroupBinding"],
        ["traefik.io/v1alpha1:IngressRoute", "an IngressRoute"],
        ["traefik.io/v1alpha1:IngressRouteTCP", "an IngressRouteTCP"],
        ["traefik.io/v1alpha1:IngressRouteUDP", "an IngressRouteUDP"],
        ["projectcontour.io/v1:HTTPProxy", "an HTTPProxy"],
        ["route.openshift.io/v1:Route", "a Route"],
      ] as const
    ).map(
      ([token, found]) =>
        [
          `refuses ${token}`,
          [ofKind(token)],
          [refused(ofKind(token), "metadata.name", found, "none that is not listed as exposed")],
        ] as const,
    ),
    ["accepts an Ingress that is listed", [ofKind("networking.k8s.io/v1:Ingress")], [], exposed],
    [
      "says nothing of other kinds",
      [ofKind("example.com/v1:Gateway"), ofKind("networking.k8s.io/v1:IngressClass")],
    ],
  ];
  for (const [title, resources, expected = [], configuration] of rows)
    it(title, async () =>
      assert.deepEqual(await judgeStack(resources, { ...alone, ...configuration }), expected),
    );
});
