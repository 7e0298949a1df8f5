import { setTimeout as wait } from "node:timers/promises";
import type { TestKubernetes } from "./kubernetes.js";
import type { KubernetesObject } from "./kubernetes/objects.js";

/** The objects under a path such as `/apis/apps/v1/deployments`; none where the kind is not known. */
export async function list(kubernetes: TestKubernetes, path: string): Promise<KubernetesObject[]> {
  const { status, body } = await kubernetes.request("GET", path);
  if (status === 429) {
    // A kind that was just defined.
    await wait(500);
    return list(kubernetes, path);
  }
  if (status === 404) return [];
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
  return (body as { items: KubernetesObject[] }).items;
}

/** `namespace/name`, or the name of what is in none. */
export function placeOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Sends what must succeed, and answers the body. */
export async function send(
  kubernetes: TestKubernetes,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await kubernetes.request(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
