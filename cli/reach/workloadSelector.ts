import type { Endpoint } from "../../reachability/evaluate/endpoints.js";
import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Labels } from "../../reachability/model/cluster.js";

/** Labels that say what a workload is, those that people use first (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels). */
const usual = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app", "k8s-app", "name", "component"];

/** Labels that another rollout, another pod or Calico itself gives: they are no workload's own. */
const passing =
  /^(pod-template-hash|pod-template-generation|controller-revision-hash|(batch\.kubernetes\.io\/)?(job-name|controller-uid)|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/job-completion-index|projectcalico\.org\/.*)$/;

/** Labels that select a workload's pods. */
export interface WorkloadSelector {
  readonly labels: Labels;
  /** Other workloads of the namespace that they select as well. */
  readonly also: readonly Endpoint[];
}

/** The fewest labels that select an endpoint's pods, and no others where that can be; undefined where it has none. */
export function workloadSelector(
  { endpoints }: Evaluation,
  endpoint: Endpoint,
): WorkloadSelector | undefined {
  const own = commonLabels(endpoint);
  const keys = Object.keys(own).sort(byUse);
  if (keys.length === 0) return undefined;
  const others = endpoints.filter(
    (other) =>
      other !== endpoint &&
      other.workload.namespace === endpoint.workload.namespace &&
      other.workload !== endpoint.workload,
  );
  const selectedBy = (labels: Labels) =>
    others.filter(({ pods }) =>
      pods.some((pod) => Object.keys(labels).every((key) => pod.labels[key] === labels[key])),
    );
  for (const key of keys) {
    const labels = { [key]: own[key]! };
    if (selectedBy(labels).length === 0) return { labels, also: [] };
  }
  return { labels: own, also: selectedBy(own) };
}

/** Labels that all pods of an endpoint have, with the same values. */
function commonLabels({ pods }: Endpoint): Labels {
  const [first, ...rest] = pods;
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(
      ([key, value]) => !passing.test(key) && rest.every((pod) => pod.labels[key] === value),
    ),
  );
}

function byUse(a: string, b: string): number {
  const place = (key: string) => (usual.includes(key) ? usual.indexOf(key) : usual.length);
  return place(a) - place(b) || (a < b ? -1 : 1);
}
