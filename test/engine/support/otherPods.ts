import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { TestKubernetes } from "./kubernetes.js";
import { isReady, type KubernetesObject } from "./kubernetes/objects.js";

/** Pods that the program knows nothing of, with a disruption budget of their own. */
export interface OtherPods {
  /** How many were ready at the fewest since `forget`. */
  readonly fewestReady: number;
  forget(): void;
  scale(replicas: number): Promise<void>;
  /** Sets how many the budget wants. */
  protect(minAvailable: number): Promise<void>;
}

/** Where they are. */
export const otherNamespace = "legacy";

const [namespace, app] = [otherNamespace, "db"];

/** Starts `legacy/db`; resolves when all its pods run. */
export async function startOtherPods(
  kubernetes: TestKubernetes,
  size: { readonly replicas: number; readonly minAvailable: number },
): Promise<OtherPods> {
  const send = async (method: string, path: string, body: object) => {
    const answer = await kubernetes.request(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  };
  const apps = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const budgets = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;
  const pods = new Map<string, KubernetesObject>();
  let fewest = Infinity;
  const ready = () =>
    [...pods.values()].filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
  await kubernetes.onChange(`/api/v1/namespaces/${namespace}/pods`, ({ type, object }) => {
    if (type === "DELETED") pods.delete(object.metadata.uid);
    else pods.set(object.metadata.uid, object);
    fewest = Math.min(fewest, ready());
  });
  const settled = async (replicas: number) => {
    while (ready() !== replicas) await wait(100);
  };
  const metadata = { name: app, namespace };
  const labels = { app };
  await send("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  await send("POST", apps, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: size.replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: app, image: "example.com/db" }], terminationGracePeriodSeconds: 1 },
      },
    },
  });
  await send("POST", budgets, {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { minAvailable: size.minAvailable, selector: { matchLabels: labels } },
  });
  await settled(size.replicas);
  fewest = size.replicas;
  return {
    get fewestReady() {
      return fewest;
    },
    forget() {
      fewest = ready();
    },
    async scale(replicas) {
      await send("PATCH", `${apps}/${app}`, { spec: { replicas } });
      await settled(replicas);
    },
    async protect(minAvailable) {
      await send("PATCH", `${budgets}/${app}`, { spec: { minAvailable } });
    },
  };
}
