import { expectIn } from "../kubernetes/podSettings.js";
import { containersOf, mayHavePods, type Container } from "../kubernetes/podTemplates.js";
import { kindOf } from "../kubernetes/kinds.js";
import type { Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/**
 * Readiness only: it decides who gets traffic, and how fast a rollout or a drain may go on. A liveness probe restarts
 * what is slow, and one that is wrong does more harm than none.
 */
export const containerProbes = resourceRule({
  name: "container-probes",
  area: "pods",
  description: "containers with ports say by a probe when they are ready",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Without it a pod counts as ready when its process starts: a rollout, or nodes that are replaced, takes the old pods away before the new ones answer.",
  remediationSteps: "Add a readinessProbe to the container, which asks what a client would ask.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  tags: ["availability"],
  frameworks: [],
  appliesTo: (type) =>
    // Knative adds a readiness probe by itself: https://knative.dev/docs/serving/services/configure-probing/
    mayHavePods(type) && kindOf(type)?.group !== "serving.knative.dev",
  check: (resource) => containersOf(resource).flatMap(checkReadiness),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [
              {
                name: "web",
                ports: [{ containerPort: 8080 }],
                readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
              },
            ],
          },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", ports: [{ containerPort: 8080 }] }] } },
      },
    ],
  },
});

function checkReadiness(container: Container): Finding[] {
  const { value, template } = container;
  const probe = value.at("readinessProbe");
  if ((!probe.unknown && probe.present) || !keepsRunning(container)) return [];
  if (value.at("ports").items().length === 0) return [];
  return expectIn(template, probe, (readiness) => readiness.present, {
    allowed: "a probe, since the container has ports",
  });
}

/** Whether a container is there to serve: not a task, and of init containers only those that stay. */
function keepsRunning({ list, value, template }: Container): boolean {
  if (list === "initContainers") return value.at("restartPolicy").text() === "Always";
  if (list !== "containers") return false;
  const policy = template.spec.at("restartPolicy");
  return policy.text() !== "Never" && policy.text() !== "OnFailure" && !policy.unknown;
}
