import { expectIn, oncePerPlace } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods, type Container } from "../kubernetes/podTemplates.js";
import type { Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/**
 * A limit is a request too where no request is said, and a pod's own resources stand for its containers'. No limit of
 * CPU is asked for: it slows down a program on an idle node, and protects nobody whom a request does not protect.
 * Ephemeral containers cannot have resources.
 */
export const containerResources = resourceRule({
  name: "container-resources",
  area: "pods",
  description: "containers request CPU and memory, and have a limit of memory",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Nodes are filled by requests: without them pods are put where there is no room, and without a limit one leak of memory takes the other pods of the node with it.",
  remediationSteps:
    "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory to what the container needs.",
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  tags: ["availability"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Network separation and hardening",
      specification: "Resource policies limit what containers may use",
    },
    {
      framework: "SOC 2",
      reference: "A1.1",
      specification: "Processing capacity is managed to meet the demand",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    oncePerPlace(
      containersOf(resource)
        .filter(({ list }) => list !== "ephemeralContainers")
        .flatMap(checkResources),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [
              {
                name: "web",
                resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "64Mi" } },
              },
            ],
          },
        },
      },
    ],
    violates: [{ type: "kubernetes:core/v1:Pod", properties: { spec: { containers: [{ name: "web" }] } } }],
  },
});

function checkResources({ value, template }: Container): Finding[] {
  const needed = [
    ["requests", "cpu"],
    ["requests", "memory"],
    ["limits", "memory"],
  ] as const;
  return needed.flatMap(([list, resource]) => {
    const own = value.at("resources");
    const shared = template.spec.at("resources");
    const places = [own, shared].flatMap((resources) => [
      resources.at(list, resource),
      ...(list === "requests" ? [resources.at("limits", resource)] : []),
    ]);
    const said = places.find((place) => place.given) ?? places[0]!;
    return expectIn(template, said, isSome, { allowed: "a quantity above 0" });
  });
}

/** Whether a quantity is more than nothing: 0, "0" and "0Mi" are not. */
function isSome(quantity: Value): boolean {
  const text = quantity.text() ?? String(quantity.number() ?? "");
  return /[1-9]/.test(text.replace(/[eE][+-]?\d+$/, ""));
}
