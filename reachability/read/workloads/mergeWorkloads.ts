import type { PodVariant, Workload } from "../../model/cluster.js";
import { mergeRanges, type AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import { labelsKey } from "../labels.js";
import { byOrigin, compareText } from "../order.js";
import type { UsedLabels } from "../usedLabels.js";
import { findOwners, ownerKey, type OwnerIdentity } from "./findOwners.js";
import { finishVariant } from "./finishVariant.js";
import type { WorkloadDraft } from "./workloadDraft.js";

/** The workloads of an input: a controller, what it controls, and all their pods are one. */
export function mergeWorkloads(context: ReadContext, used: UsedLabels): Workload[] {
  const groups = new Map<string, { owner: OwnerIdentity; drafts: WorkloadDraft[] }>();
  for (const [draft, owner] of findOwners(context.workloads)) {
    const key = ownerKey(owner);
    const group = groups.get(key);
    if (group) group.drafts.push(draft);
    else groups.set(key, { owner, drafts: [draft] });
  }
  return [...groups.values()].map(({ owner, drafts }) => mergeDrafts(owner, drafts, used, context));
}

function mergeDrafts(
  owner: OwnerIdentity,
  drafts: readonly WorkloadDraft[],
  used: UsedLabels,
  context: ReadContext,
): Workload {
  const sorted = [...drafts].sort(byRank(owner));
  const active = sorted.filter((draft) => !draft.retired);
  return {
    namespace: owner.namespace,
    name: owner.name,
    kind: owner.kind,
    origin: sorted[0]!.origin,
    pods: mergeVariants(active.length > 0 ? active : sorted, owner, used, context),
  };
}

/** The owner itself, then other templates, then pods; among those by name and, without one, by place. */
function byRank(owner: OwnerIdentity): (a: WorkloadDraft, b: WorkloadDraft) => number {
  const rank = ({ kind, name, variant }: WorkloadDraft): number =>
    kind === owner.kind && name === owner.name ? 0 : variant.running ? 2 : 1;
  return (a, b) => rank(a) - rank(b) || compareText(a.name, b.name) || byOrigin(a.origin, b.origin);
}

/** Variants, each once: a template and the pods made from it are the same pods, so the larger count is theirs. */
function mergeVariants(
  drafts: readonly WorkloadDraft[],
  owner: OwnerIdentity,
  used: UsedLabels,
  context: ReadContext,
): readonly PodVariant[] {
  if (drafts.length === 1) return finishVariant(drafts[0]!.variant, owner, used, context);
  const kinds = new Map<string, VariantSum>();
  for (const draft of drafts)
    for (const variant of finishVariant(draft.variant, owner, used, context)) {
      const key = variantKey(variant);
      const kind = kinds.get(key) ?? { variant, addresses: [], planned: 0, running: 0 };
      kinds.set(key, kind);
      for (const address of variant.addresses) kind.addresses.push(address);
      if (draft.variant.running) kind.running += variant.count;
      else kind.planned = Math.max(kind.planned, variant.count);
    }
  return [...kinds.values()].map(({ variant, addresses, planned, running }) => ({
    ...variant,
    addresses: mergeRanges(addresses),
    count: Math.max(planned, running),
  }));
}

interface VariantSum {
  /** The first of its kind. */
  readonly variant: PodVariant;
  readonly addresses: AddressRange[];
  /** How many pods a template asks for. */
  planned: number;
  /** How many pods were read. */
  running: number;
}

function variantKey({ labels, serviceAccount, hostNetwork, ports }: PodVariant): string {
  return JSON.stringify([labelsKey(labels), serviceAccount.name, hostNetwork, ports]);
}
