import { endpointLabels } from "../../model/endpointLabels.js";
import type { Labels, PodVariant } from "../../model/cluster.js";
import { accountLabels } from "../cluster/readServiceAccount.js";
import type { ReadContext } from "../context.js";
import { addLabels } from "../labels.js";
import type { UsedLabels } from "../usedLabels.js";
import type { OwnerIdentity } from "./findOwners.js";
import { jobNameLabels, ordinalLabels, perPodLabels } from "./perPodLabels.js";
import type { VariantDraft } from "./workloadDraft.js";

/** So many pods of a StatefulSet are told apart; more are rare, and each is a kind of pods to every question. */
const maxOrdinals = 100;

/** The kinds of pods that a draft stands for in its workload: several only of a StatefulSet that selectors split. */
export function finishVariant(
  draft: VariantDraft,
  owner: OwnerIdentity,
  used: UsedLabels,
  context: ReadContext,
): readonly PodVariant[] {
  const { serviceAccount, ordinals, running, ...rest } = draft;
  const variant: PodVariant = {
    ...rest,
    labels: addLabels(dropPerPod(draft.labels, owner, used), endpointLabels(owner.namespace, serviceAccount)),
    serviceAccount: {
      name: serviceAccount,
      labels:
        context.serviceAccounts.get(`${owner.namespace}/${serviceAccount}`) ??
        addLabels({}, accountLabels(serviceAccount)),
    },
    count:
      running || !context.autoscaled.has(`${owner.kind}/${owner.namespace}/${owner.name}`)
        ? draft.count
        : Infinity,
  };
  return ordinals && isSplit(used) ? splitByOrdinal(variant, ordinals, owner, context) : [variant];
}

function dropPerPod(labels: Labels, owner: OwnerIdentity, used: UsedLabels): Labels {
  const dropped = [
    ...[...perPodLabels, ...(owner.kind === "CronJob" ? jobNameLabels : [])].filter(
      (key) => !used.pods.has(key),
    ),
    ...(isSplit(used) ? [] : Object.values(ordinalLabels)),
  ].filter((key) => Object.hasOwn(labels, key));
  if (dropped.length === 0) return labels;
  const kept = addLabels(labels, {}) as Record<string, string>;
  for (const key of dropped) Reflect.deleteProperty(kept, key);
  return kept;
}

function isSplit(used: UsedLabels): boolean {
  return used.pods.has(ordinalLabels.name) || used.pods.has(ordinalLabels.index);
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-name-label */
function splitByOrdinal(
  variant: PodVariant,
  { start, count }: { readonly start: number; readonly count: number },
  owner: OwnerIdentity,
  context: ReadContext,
): readonly PodVariant[] {
  const apart = Math.min(Math.max(count, 1), maxOrdinals);
  const variants = Array.from({ length: apart }, (_, index): PodVariant => {
    const ordinal = String(start + index);
    const labels = { [ordinalLabels.name]: `${owner.name}-${ordinal}`, [ordinalLabels.index]: ordinal };
    return { ...variant, labels: addLabels(variant.labels, labels), count: 1 };
  });
  if (variant.count <= apart) return variants;
  context.note(
    "undecidable-label",
    `only the first ${apart} pods of StatefulSet ${owner.namespace}/${owner.name} are told apart by the labels of their ordinals`,
    variant.origin,
  );
  return [...variants, { ...variant, count: variant.count - apart }];
}
