import { setTimeout as wait } from "node:timers/promises";
import { zoneTags } from "../config/zoneTags.js";
import {
  describeNodeGroup,
  listNodeGroups,
  resize,
  type ClusterPlace,
  type LiveNodeGroup,
} from "./awsCli.js";
import { countOf, describeRemaining, drain } from "./drain.js";
import { connect, UnreachableError, type KubernetesApi } from "./kubernetesApi.js";

/** Between two looks at new nodes, in milliseconds. */
const pollInterval = 3_000;

interface Work {
  readonly place: ClusterPlace;
  /** For each part: nodes to become ready, pods to leave. */
  readonly timeoutSeconds: number;
  /** What is worked on, for people. */
  readonly subject: string;
  readonly say: (line: string) => void;
}

/** A zone whose node group was replaced: the group that serves from now on, and those that it follows. */
export interface SupersededZone extends Work {
  readonly current: string;
  readonly superseded: readonly string[];
}

/** EKS shows a group that cannot serve by these. */
const notServing = ["CREATING", "CREATE_FAILED", "DELETING", "DELETE_FAILED"];

/**
 * Moves everything in a zone to its current node group: raises that to the size its predecessors have now, waits for
 * its nodes, then drains the predecessors'. Where no pod is left, the old nodes are only kept from getting new ones.
 *
 * Throws when the pods have not moved in time; nothing is deleted then, and the next call goes on where this one
 * stopped. When the API server does not answer it says so: EKS drains the nodes itself when it deletes them.
 */
export async function finishZone(zone: SupersededZone): Promise<void> {
  const { place, subject, say, timeoutSeconds } = zone;
  const api = await connect(place);
  const old = (await Promise.all(zone.superseded.map((name) => describeNodeGroup(place, name)))).filter(
    (group) => group !== undefined,
  );
  if (!api || old.length === 0) return;
  const current = await describeNodeGroup(place, zone.current);
  if (!current || notServing.includes(current.status)) {
    throw new Error(
      `${subject}: found its new group ${zone.current} ${current?.status ?? "gone"}; allowed: an active one. Nothing was drained`,
    );
  }
  const grow = () => raise(place, current, old, subject, say);
  try {
    const nodes = (await Promise.all(old.map(({ name }) => api.nodes(name)))).flat().map(({ name }) => name);
    const pods = (await Promise.all(nodes.map((node) => api.podsToMove(node)))).flat();
    await nodesReady(api, zone, pods.length > 0 ? await grow() : current.size.desired);
    const remaining = await drain({ api, nodes, timeoutSeconds, subject, say });
    if (remaining.length > 0) {
      throw new Error(
        `${subject}: ${countOf(remaining.length, "pod")} left on ${countOf(nodes.length, "old node")} after ${timeoutSeconds} s: ${describeRemaining(remaining)}. ` +
          "No node was deleted; the old ones stay cordoned. Let the budget allow it (another replica, another budget), or delete the pods, then run pulumi up again: it goes on here",
      );
    }
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    await grow();
    say(
      `${subject}: the API server cannot be reached (${error.message}); EKS will drain the old nodes when it deletes them`,
    );
  }
}

/** A node group that nothing follows: declared no longer, or destroyed with everything else. */
export interface LeavingGroup extends Work {
  readonly name: string;
}

/** Drains a node group that goes for good, as far as there are other nodes. Reports what it could not do: EKS does it. */
export async function leave({ place, name, timeoutSeconds, subject, say }: LeavingGroup): Promise<void> {
  const rest = "EKS will drain the nodes when it deletes them";
  try {
    const api = await connect(place);
    if (!api) return;
    const nodes = (await api.nodes(name)).map((node) => node.name);
    const others = (await api.nodes()).filter(
      (node) => node.ready && node.schedulable && !nodes.includes(node.name),
    );
    if (nodes.length === 0) return;
    if (others.length === 0) {
      say(`${subject}: no other node could take its pods; nothing is drained`);
      return;
    }
    const remaining = await drain({ api, nodes, timeoutSeconds, subject, say });
    if (remaining.length > 0)
      say(`${subject}: left after ${timeoutSeconds} s: ${describeRemaining(remaining)}; ${rest}`);
  } catch (error) {
    say(`${subject}: cannot be drained (${error instanceof Error ? error.message : String(error)}); ${rest}`);
  }
}

/** Groups of the same declared group and zone that were there before `current`. */
export async function predecessors(place: ClusterPlace, current: string): Promise<string[]> {
  const all = await listNodeGroups(place);
  const own = all.find(({ name }) => name === current);
  if (!own) return [];
  return all
    .filter(
      ({ name, tags, createdAt }) =>
        name !== current &&
        createdAt <= own.createdAt &&
        Object.values(zoneTags).every((tag) => own.tags[tag] !== undefined && tags[tag] === own.tags[tag]),
    )
    .map(({ name }) => name);
}

/** An autoscaler may have moved the predecessor; what it needed, the new group needs. */
async function raise(
  place: ClusterPlace,
  current: LiveNodeGroup,
  old: readonly LiveNodeGroup[],
  subject: string,
  say: (line: string) => void,
): Promise<number> {
  const needed = Math.max(...old.map(({ size }) => size.desired));
  const desired = Math.min(current.size.max, needed);
  if (desired < needed)
    say(
      `${subject}: had ${countOf(needed, "node")}; its new maximum is ${current.size.max}, so it gets that`,
    );
  if (desired <= current.size.desired) return current.size.desired;
  say(`${subject}: raising the new group to ${countOf(desired, "node")}, as many as the old one has now`);
  await resize(place, current, desired);
  return desired;
}

async function nodesReady(
  api: KubernetesApi,
  { current, timeoutSeconds, subject, say }: SupersededZone,
  size: number,
) {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let said = -1;
  for (;;) {
    const ready = (await api.nodes(current)).filter((node) => node.ready && node.schedulable).length;
    if (ready >= size) return;
    if (Date.now() >= deadline) {
      throw new Error(
        `${subject}: ${ready} of ${countOf(size, "new node")} ready after ${timeoutSeconds} s. Nothing was drained; the old nodes serve on. Find out why nodes of ${current} do not join, then run pulumi up again: it goes on here`,
      );
    }
    if (ready !== said) say(`${subject}: ${ready} of ${countOf(size, "new node")} ready`);
    said = ready;
    await wait(pollInterval);
  }
}
