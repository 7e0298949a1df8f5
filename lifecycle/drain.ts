import { setTimeout as wait } from "node:timers/promises";
import { UnreachableError, type KubernetesApi, type RunningPod } from "./kubernetesApi.js";

/** Between two looks at what is left, in milliseconds. */
const pollInterval = 2_000;

/** Between two progress lines, in milliseconds: those that say something new, and those that only tell the time left. */
const progressInterval = 10_000;
const reminderInterval = 60_000;

/** What is drained, and for how long. */
export interface Drain {
  readonly api: KubernetesApi;
  readonly nodes: readonly string[];
  readonly timeoutSeconds: number;
  /** What the nodes are, for people. */
  readonly subject: string;
  readonly say: (line: string) => void;
}

/** Pods that are still there when the time is up, each with what blocks it. */
export type Remaining = readonly { readonly pod: string; readonly because: string }[];

/** Takes nodes out of scheduling, and has their pods evicted through disruption budgets. Answers what is left. */
export async function drain({ api, nodes, timeoutSeconds, subject, say }: Drain): Promise<Remaining> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (const node of nodes) await api.cordon(node);
  const blocked = new Map<string, string>();
  let said = "";
  let saidAt = 0;
  for (;;) {
    // A server that restarts is no reason to give up; one that stays away is told at the end.
    const pods = await podsOn(nodes, api).catch(onlyUnreachable);
    if (pods?.length === 0) {
      if (blocked.size > 0) say(`${subject}: drained, no pod is left on ${countOf(nodes.length, "node")}`);
      return [];
    }
    for (const pod of pods ?? []) {
      if (pod.ending) blocked.set(pod.uid, "it is ending");
      else {
        const eviction = await api.evict(pod).catch(onlyUnreachable);
        blocked.set(pod.uid, eviction?.accepted === false ? eviction.blockedBy : "it is ending");
      }
    }
    const left = (pods ?? []).map((pod) => ({
      pod: `${pod.namespace}/${pod.name}`,
      because: blocked.get(pod.uid)!,
    }));
    const line = pods
      ? progress(subject, nodes, left)
      : `${subject}: the API server does not answer; waiting`;
    const since = Date.now() - saidAt;
    if (line !== said ? since >= progressInterval : since >= reminderInterval) {
      say(`${line}; ${Math.max(0, Math.round((deadline - Date.now()) / 1000))} s left`);
      said = line;
      saidAt = Date.now();
    }
    if (Date.now() >= deadline) {
      if (!pods) throw new UnreachableError("it stopped answering during the drain");
      return left;
    }
    await wait(Math.min(pollInterval, Math.max(0, deadline - Date.now())));
  }
}

async function podsOn(nodes: readonly string[], api: KubernetesApi): Promise<RunningPod[]> {
  return (await Promise.all(nodes.map((node) => api.podsToMove(node)))).flat();
}

function onlyUnreachable(error: unknown): undefined {
  if (!(error instanceof UnreachableError)) throw error;
}

function progress(subject: string, nodes: readonly string[], left: Remaining): string {
  const blockers = left.filter(({ because }) => because !== "it is ending");
  const blocked = blockers.length === 0 ? "" : `; blocked: ${describeRemaining(blockers)}`;
  return `${subject}: draining ${countOf(nodes.length, "node")}, ${countOf(left.length, "pod")} left${blocked}`;
}

/** The first few, with their reasons. */
export function describeRemaining(remaining: Remaining): string {
  const shown = remaining.slice(0, 5).map(({ pod, because }) => `${pod} (${because})`);
  const more = remaining.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** `1 node`, `2 nodes`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
