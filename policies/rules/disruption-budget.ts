import { allowsDisruption, protects, type ReplicatedPods } from "../kubernetes/disruptionBudgets.js";
import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Nodes are replaced by emptying them: a budget is what keeps that from taking all pods at once. */
export const disruptionBudget = stackRule({
  name: "disruption-budget",
  area: "nodes",
  description: "every workload with two or more replicas has one disruption budget that lets a pod go",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Nodes are replaced by taking their pods away: without a budget all replicas can go at once, and with one that lets none go no node can be emptied.",
  remediationSteps:
    "Make a PodDisruptionBudget in the workload's namespace that selects the labels of its pods, with maxUnavailable: 1.",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  tags: ["availability"],
  frameworks: [],
  check: ({ resources }) => {
    const budgets = resources
      .filter(({ type }) =>
        isAbout(type, (group, kind) => group === "policy" && kind === "PodDisruptionBudget"),
      )
      .flatMap((resource) =>
        objectsOf(resource)
          .filter(({ kind }) => kind === "PodDisruptionBudget")
          .map(({ value }) => ({ name: resource.name, value })),
      );
    return resources
      .filter(({ type }) => isAbout(type, isReplicated))
      .flatMap((resource) =>
        objectsOf(resource)
          .filter(({ group, kind }) => isReplicated(group, kind))
          .flatMap(({ value }) => checkWorkload(resource, value, budgets)),
      );
  },
  examples: {
    complies: [
      {
        type: "kubernetes:apps/v1:Deployment",
        properties: {
          metadata: { namespace: "shop" },
          spec: { replicas: 2, template: { metadata: { labels: { app: "web" } } } },
        },
      },
      {
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        properties: {
          metadata: { namespace: "shop" },
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: "web" } } },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:apps/v1:Deployment",
        properties: {
          metadata: { namespace: "shop" },
          spec: { replicas: 2, template: { metadata: { labels: { app: "web" } } } },
        },
      },
    ],
  },
});

interface Budget {
  readonly name: string;
  readonly value: Value;
}

function isReplicated(group: string, kind: string): boolean {
  return group === "apps" && (kind === "Deployment" || kind === "StatefulSet");
}

function checkWorkload({ urn }: Resource, object: Value, budgets: readonly Budget[]): Finding[] {
  const count = object.at("spec", "replicas");
  const replicas = count.number();
  if (replicas === undefined || replicas < 2) return [];
  const pods: ReplicatedPods = {
    namespace: object.at("metadata", "namespace"),
    labels: object.at("spec", "template", "metadata", "labels"),
    replicas,
  };
  const refuse = (found: string, allowed: string) => [{ ...finding(count, { found, allowed }), urn }];
  const decisions = budgets.map((budget) => ({ ...budget, decision: protects(budget.value, pods) }));
  const own = decisions.filter(({ decision }) => decision === true);
  // The eviction API refuses pods of two budgets.
  if (own.length > 1)
    return refuse(`${own.length} disruption budgets (${own.map(({ name }) => name).join(", ")})`, "one");
  const [budget] = own;
  if (budget)
    return allowsDisruption(budget.value, replicas) === false
      ? refuse(
          `disruption budget ${budget.name}, which lets none of ${replicas} pods go`,
          "one that lets a pod go",
        )
      : [];
  return decisions.some(({ decision }) => decision === undefined)
    ? []
    : refuse(
        `${replicas} replicas without a disruption budget`,
        "one disruption budget that selects the pods",
      );
}
