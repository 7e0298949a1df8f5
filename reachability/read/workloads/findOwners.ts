import type { WorkloadDraft } from "./workloadDraft.js";

/** What names a workload: its namespace is that of everything that it owns. */
export interface OwnerIdentity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Kinds that are a workload whatever made them: an operator's StatefulSet stays one. */
const workloadKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "CronJob"]);

/** A text that is the same for the same owner only. */
export function ownerKey({ kind, namespace, name }: OwnerIdentity): string {
  return `${kind}/${namespace}/${name}`;
}

/** The workload that each draft belongs to: the last of the objects that control it, or itself. */
export function findOwners(drafts: readonly WorkloadDraft[]): ReadonlyMap<WorkloadDraft, OwnerIdentity> {
  const byKey = new Map(drafts.map((draft) => [ownerKey(draft), draft]));
  const owners = new Map<WorkloadDraft, OwnerIdentity>();
  for (const draft of drafts) follow(draft, byKey, owners);
  return owners;
}

/** Walks from a draft to its owner and on, each draft once however long the chain. */
function follow(
  start: WorkloadDraft,
  byKey: ReadonlyMap<string, WorkloadDraft>,
  owners: Map<WorkloadDraft, OwnerIdentity>,
): void {
  const walked = new Set<WorkloadDraft>();
  let current = start;
  let found = owners.get(current);
  while (!found) {
    if (walked.has(current)) {
      standAlone(walked, current, owners);
      return;
    }
    walked.add(current);
    const { owner, namespace } = current;
    if (!owner || workloadKinds.has(current.kind)) found = current;
    else {
      const next = byKey.get(ownerKey({ kind: owner.kind, namespace, name: owner.name }));
      if (next) current = next;
      else found = ownerNotRead(current, byKey);
      found ??= owners.get(current);
    }
  }
  for (const draft of walked) owners.set(draft, found);
}

/** Objects that own each other belong to nobody. */
function standAlone(
  walked: ReadonlySet<WorkloadDraft>,
  first: WorkloadDraft,
  owners: Map<WorkloadDraft, OwnerIdentity>,
): void {
  let inCycle = false;
  for (const draft of walked) {
    inCycle ||= draft === first;
    if (inCycle) draft.owner?.field.refuse("an owner that this object does not own itself");
    owners.set(draft, draft);
  }
}

/**
 * The workload of a draft whose owner was not read: what it names, but where that owner's own is here to be recognised by
 * the names that controllers give, that.
 */
function ownerNotRead(draft: WorkloadDraft, byKey: ReadonlyMap<string, WorkloadDraft>): OwnerIdentity {
  const { namespace } = draft;
  const { kind, name } = draft.owner!;
  // The kubelet's own pods: https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
  if (kind === "Node") return draft;
  const maker = makerOf(draft);
  return (maker && byKey.get(ownerKey(maker))) ?? { kind, namespace, name };
}

/** The Deployment or CronJob whose ReplicaSet or Job has the owner's name. */
function makerOf({ namespace, owner, variant }: WorkloadDraft): OwnerIdentity | undefined {
  const { kind, name } = owner!;
  const hash = variant.labels["pod-template-hash"];
  // https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
  if (kind === "ReplicaSet" && hash && name.endsWith(`-${hash}`))
    return { kind: "Deployment", namespace, name: name.slice(0, -hash.length - 1) };
  // A CronJob names a Job by the minute of its schedule, since 1970: eight digits until 2160.
  const scheduled = kind === "Job" ? /^(.+)-\d{8}$/.exec(name) : null;
  return scheduled ? { kind: "CronJob", namespace, name: scheduled[1]! } : undefined;
}
