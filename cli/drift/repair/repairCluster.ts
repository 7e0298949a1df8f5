import { setTimeout as wait } from "node:timers/promises";
import { patchTypes, refusalText, type ClusterAnswer, type ClusterClient } from "../cluster/clusterClient.js";
import {
  isObject,
  listOf,
  mappingOf,
  type KubernetesObject,
  type Mapping,
} from "../cluster/kubernetesObject.js";
import { compareObject } from "../compare/compareObject.js";
import { hasUntold } from "../compare/hasUntold.js";
import type { LiveFinding } from "../liveFindings.js";

/** How long a repair waits. Tests wait less. */
export interface RepairTimes {
  /** For pods that may not leave yet, and for what was deleted to be gone. */
  readonly patienceSeconds: number;
  readonly pollSeconds: number;
}

export const repairTimes: RepairTimes = { patienceSeconds: 300, pollSeconds: 2 };

/**
 * Does to the cluster what the engine cannot: it cuts what it reads to what it declared, and what is more it neither
 * sees nor removes.
 *
 * @returns why it could not be done; undefined where it was
 */
export async function repairCluster(
  client: ClusterClient,
  finding: LiveFinding,
  times: RepairTimes = repairTimes,
): Promise<string | undefined> {
  switch (finding.repair.by) {
    case "engine":
    case "none":
      return undefined;
    case "delete":
      return remove(client, finding, times);
    case "evict":
      return evict(client, finding, times);
    case "write":
      return (await writeBack(client, finding)) ?? rolledOut(client, finding, times);
  }
}

/** Deletes the very object that was listed: by its identity, because another may have its name by now. */
async function remove(
  client: ClusterClient,
  { live, object, kind }: LiveFinding,
  times: RepairTimes,
): Promise<string | undefined> {
  if (kind.role === "namespace") {
    const kept = await claimsIn(client, object);
    if (kept !== undefined) return kept;
  }
  if (deletesItsVolumes(object)) return hasVolumes;
  const { uid } = object.metadata;
  const answer = await client.request("DELETE", live!.path, {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid },
    propagationPolicy: "Background",
  });
  // Gone, or another by now: that one is the next report's.
  if (answer.status === 404 || answer.status === 409) return undefined;
  if (!isSuccess(answer)) return refusalText(answer);
  return untilGone(client, live!.path, uid, times);
}

/** Volumes hold what nobody can make again: a namespace with claims of them is a person's to delete. */
async function claimsIn(client: ClusterClient, { metadata }: KubernetesObject): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(metadata.name)}/persistentvolumeclaims?limit=1`;
  const answer = await client.request("GET", path);
  if (!isSuccess(answer)) return `whether it has volumes could not be read: ${refusalText(answer)}`;
  return listOf(mappingOf(answer.body)["items"]).length > 0 ? hasVolumes : undefined;
}

const hasVolumes = "it has volumes, whose data would be gone: delete it by hand";

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention */
function deletesItsVolumes({ kind, spec }: KubernetesObject): boolean {
  return (
    kind === "StatefulSet" &&
    mappingOf(spec?.["persistentVolumeClaimRetentionPolicy"])["whenDeleted"] === "Delete"
  );
}

async function untilGone(
  client: ClusterClient,
  path: string,
  uid: string | undefined,
  { patienceSeconds, pollSeconds }: RepairTimes,
): Promise<string | undefined> {
  for (let waited = 0; ; waited += pollSeconds) {
    const answer = await client.request("GET", path);
    if (answer.status === 404) return undefined;
    const now = isSuccess(answer) ? mappingOf(mappingOf(answer.body)["metadata"])["uid"] : undefined;
    if (typeof now === "string" && now !== uid) return undefined;
    if (waited >= patienceSeconds)
      return now === undefined
        ? `deleted, and whether it is gone could not be read: ${refusalText(answer)}`
        : `deleted, and still there after ${patienceSeconds} s`;
    await wait(pollSeconds * 1000);
  }
}

/** Lets a pod's controller make it anew, when the disruption budgets allow it. */
async function evict(
  client: ClusterClient,
  { live, object }: LiveFinding,
  times: RepairTimes,
): Promise<string | undefined> {
  const { name, namespace, uid } = object.metadata;
  const body = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace },
    deleteOptions: { preconditions: { uid } },
  };
  for (let waited = 0; ; waited += times.pollSeconds) {
    const answer = await client.request("POST", `${live!.path}/eviction`, body);
    if (answer.status === 404 || answer.status === 409) return undefined;
    if (isSuccess(answer)) return untilGone(client, live!.path, uid, times);
    if (answer.status !== 429 || waited >= times.patienceSeconds) return refusalText(answer);
    await wait(times.pollSeconds * 1000);
  }
}

/**
 * Writes an object as it is declared, in the name under which the provider applied it: what somebody else's name stood
 * on is the provider's again, and the next update meets no conflict. Then takes away what nobody declared.
 */
async function writeBack(
  client: ClusterClient,
  { live, object, declared, kind }: LiveFinding,
): Promise<string | undefined> {
  const { object: wanted, fieldManager } = declared!;
  if (fieldManager === undefined) return "the state does not say who applied it";
  if (hasUntold(wanted)) return "it holds values that are not known here";
  const query = `fieldManager=${encodeURIComponent(fieldManager)}&force=true`;
  const applied = await client.request(
    "PATCH",
    `${live!.path}?${query}`,
    // Another object of this name is a conflict.
    { ...wanted, metadata: { ...wanted.metadata, uid: object.metadata.uid } },
    patchTypes.apply,
  );
  if (!isSuccess(applied)) return refusalText(applied);
  const now: unknown = { ...mappingOf(applied.body), apiVersion: wanted.apiVersion, kind: wanted.kind };
  if (!isObject(now)) return "the API server answered no object";
  const left = compareObject(wanted, now, kind);
  // What nobody declared is as it should be where it is not said.
  const removals = left
    .flatMap(({ change, isDefault, at }) => ((change === "added" || isDefault) && at ? [at] : []))
    .sort(lastFirst);
  if (removals.length === 0)
    return left.length === 0 ? undefined : `still differs in ${left.map(({ path }) => path).join(", ")}`;
  const patched = await client.request(
    "PATCH",
    live!.path,
    [
      { op: "test", path: "/metadata/resourceVersion", value: now.metadata.resourceVersion },
      ...removals.map((at) => ({ op: "remove", path: pointer(at) })),
    ],
    patchTypes.json,
  );
  return isSuccess(patched) ? undefined : refusalText(patched);
}

/** Waits until only pods of the present template are left: until then, what was undone still runs. */
async function rolledOut(
  client: ClusterClient,
  { live, object }: LiveFinding,
  { patienceSeconds, pollSeconds }: RepairTimes,
): Promise<string | undefined> {
  if (!rolledOutKinds.has(object.kind)) return undefined;
  for (let waited = 0; ; waited += pollSeconds) {
    const answer = await client.request("GET", live!.path);
    const { metadata, spec, status } = mappingOf(answer.body);
    if (isRolledOut(mappingOf(metadata), mappingOf(spec), mappingOf(status))) return undefined;
    if (waited >= patienceSeconds)
      return `written back, and after ${patienceSeconds} s not all of its pods are new`;
    await wait(pollSeconds * 1000);
  }
}

const rolledOutKinds: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

function isRolledOut(metadata: Mapping, spec: Mapping, status: Mapping): boolean {
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  const wanted = number(status["desiredNumberScheduled"] ?? spec["replicas"] ?? 1);
  const all = number(status["currentNumberScheduled"] ?? status["replicas"]);
  const updated = number(status["updatedNumberScheduled"] ?? status["updatedReplicas"]);
  const isObserved = number(status["observedGeneration"]) >= number(metadata["generation"]);
  return isObserved && all === wanted && updated === wanted;
}

/** Of a list the last items first: the others keep their places. */
function lastFirst(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [one, other] = [a[index]!, b[index]!];
    if (typeof one === "number" && typeof other === "number" && one !== other) return other - one;
  }
  return b.length - a.length;
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function pointer(at: readonly (string | number)[]): string {
  return at.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function isSuccess({ status }: ClusterAnswer): boolean {
  return status >= 200 && status < 300;
}
