import { z } from "zod";
import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { containersIn, mayHavePods, podTemplatesOf } from "../kubernetes/podTemplates.js";
import { exposuresOf, undeclaredIn, type FindPorts } from "../network/exposingService.js";
import { boundary, restrictedInbound } from "../network/frameworks.js";
import { finding, type Finding } from "../model/finding.js";
import { stackRule, type Stack } from "../model/rule.js";
import type { Value } from "../model/value.js";
import { declaredBy } from "../stack/declaredNetwork.js";
import { unreadableDeclaration } from "../stack/stackProof.js";

/** Kinds that lead into the cluster whatever they say, by group. */
const entries: Readonly<Record<string, readonly string[]>> = {
  "networking.k8s.io": ["Ingress"],
  extensions: ["Ingress"],
  "gateway.networking.k8s.io": ["Gateway", "ListenerSet"],
  "gateway.networking.x-k8s.io": ["XListenerSet"],
  "networking.istio.io": ["Gateway"],
  // Puts pods behind a load balancer that is made elsewhere:
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
  "elbv2.k8s.aws": ["TargetGroupBinding"],
  "traefik.io": ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
  "projectcontour.io": ["HTTPProxy"],
  "route.openshift.io": ["Route"],
};

/** Kinds that lead in by a Gateway, which may be another stack's. */
const routes = new Set(["GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"]);

const isRoute = (group: string, kind: string) => group === "gateway.networking.k8s.io" && routes.has(kind);

const isService = (group: string, kind: string) => group === "" && kind === "Service";
const isEntry = (group: string, kind: string) =>
  (Object.hasOwn(entries, group) && entries[group]!.includes(kind)) || isRoute(group, kind);

/** Who may come in is declared as a flow; what else leads in was not meant, or not reviewed. */
export const noUndeclaredExposure = stackRule({
  name: "no-undeclared-exposure",
  area: "network",
  description: "nothing is reached from outside the cluster but by a declared flow from there",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A load balancer or a node port is a door to the Internet: it has to be as deliberate as the flow that comes through it.",
  remediationSteps:
    "Make the Service a ClusterIP, or declare the flow from outside to its workload (`from: internet`, or a range) and let its ports and source ranges be those of the flow; in other programs list it as `exposed`.",
  url: "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
  tags: ["exposure"],
  frameworks: [restrictedInbound, boundary],
  parameters: z.strictObject({
    exposed: z
      .array(z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'allowed: "namespace/name"'))
      .default([])
      .describe(
        "Services, Ingresses, Gateways, routes and the like that are meant to be reached from outside: `namespace/name`",
      ),
  }),
  weakenedBy: ({ exposed }) => (exposed.length > 0 ? ["exposed"] : []),
  check: (stack, { exposed }) => {
    const declared = declaredBy(stack);
    const network = declared.kind === "network" ? declared.network : undefined;
    const find = portsByName(stack);
    const findings = stack.resources
      .filter(({ type }) => isAbout(type, (group, kind) => isService(group, kind) || isEntry(group, kind)))
      .flatMap((resource) =>
        objectsOf(resource)
          .flatMap((object) => judge(object, exposed, network, find))
          .map((each) => ({ ...each, urn: resource.urn })),
      );
    // What a declaration might allow that cannot be read is not for this rule to tell.
    return (findings.length > 0 ? unreadableDeclaration(stack) : undefined) ?? findings;
  },
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Service",
        name: "web",
        properties: {
          metadata: { name: "web", namespace: "shop" },
          spec: { type: "ClusterIP", selector: { app: "web" }, ports: [{ port: 80 }] },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Service",
        name: "web",
        properties: {
          metadata: { name: "web", namespace: "shop" },
          spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] },
        },
      },
    ],
  },
});

/** Whether something is in the list; where only a deployment can tell, that is noted, and it may be. */
function isListed(name: Value, namespace: Value, exposed: readonly string[]): boolean {
  const listed = exposed.some((entry) => {
    const [owner, own] = entry.split("/");
    return (
      (namespace.unknown || (namespace.text() ?? "default") === owner) &&
      (name.unknown || name.text() === own)
    );
  });
  if (listed) for (const value of [name, namespace].filter(({ unknown }) => unknown)) value.leaveOpen();
  return listed;
}

/** Whether a route leads to Services only, as in a mesh, or through Gateways that are listed. */
function isInside(value: Value, exposed: readonly string[]): boolean {
  const parents = value.at("spec", "parentRefs");
  return parents.items().every((parent) => {
    if (parent.at("kind").text() === "Service") return true;
    const namespace = parent.at("namespace");
    return isListed(
      parent.at("name"),
      namespace.given ? namespace : value.at("metadata", "namespace"),
      exposed,
    );
  });
}

function judge(
  { group, kind, value }: KubernetesObject,
  exposed: readonly string[],
  network: Parameters<typeof undeclaredIn>[1],
  find: FindPorts,
): Finding[] {
  const leadsIn = isEntry(group, kind)
    ? !isRoute(group, kind) || !isInside(value, exposed)
    : exposuresOf(value).length > 0;
  if (!leadsIn || isListed(value.at("metadata", "name"), value.at("metadata", "namespace"), exposed))
    return [];
  if (isEntry(group, kind))
    return [
      finding(value.at("metadata", "name"), {
        found: /^([AEIO]|HTTP|X)/.test(kind) ? `an ${kind}` : `a ${kind}`,
        allowed: "none that is not listed as exposed",
      }),
    ];
  return isService(group, kind) ? undeclaredIn(value, network, find) : [];
}

/** Container ports by name, looked up once somebody asks: most stacks expose one Service or two. */
function portsByName({ resources }: Stack): FindPorts {
  let templates: ReturnType<typeof podTemplatesOf> | undefined;
  return (namespace, labels, name) => {
    templates ??= resources.filter(({ type }) => mayHavePods(type)).flatMap(podTemplatesOf);
    return templates
      .filter(({ object }) => (object.at("metadata", "namespace").text() ?? "default") === namespace)
      .filter(({ metadata }) => {
        const own = metadata.at("labels").texts();
        return Object.entries(labels).every(([key, value]) => own[key] === value);
      })
      .flatMap((template) => containersIn(template))
      .flatMap((container) => container.value.at("ports").items())
      .filter((port) => port.at("name").text() === name)
      .flatMap((port) => port.at("containerPort").number() ?? []);
  };
}
