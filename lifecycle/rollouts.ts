import { setTimeout as wait } from "node:timers/promises";
import { UnreachableError, type KubernetesApi, type RolledOutKind } from "./kubernetesApi.js";

/** Longest that a rollout may take after the provider calls it finished, in seconds; its own limit is the same. */
const timeoutSeconds = 600;

const pollInterval = 500;

/**
 * Waits until a rollout is over: all pods new and ready, no old one left. The provider calls it finished as soon as
 * the first new pod is ready, when the controller has not yet taken back what it said of the former rollout
 * (pulumi-kubernetes 4.34, provider/pkg/await/deployment.go). What old pods need would be deleted under them.
 *
 * Throws when it takes too long. An API server that does not answer is told: the provider will have more to say of it.
 */
export async function rolledOut(
  api: KubernetesApi,
  kind: RolledOutKind,
  namespace: string,
  name: string,
  say: (line: string) => void,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  try {
    while (!(await api.isRolledOut(kind, namespace, name))) {
      if (Date.now() >= deadline)
        throw new Error(
          `${kind} ${namespace}/${name}: found pods of its former version after ${timeoutSeconds} s; allowed: none. ` +
            "Look at its new pods, then run pulumi up again",
        );
      await wait(pollInterval);
    }
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    say(`cannot see whether old pods are left (${error.message})`);
  }
}
