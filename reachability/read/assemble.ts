import { formatPath } from "../../problems/problem.js";
import type { Cluster, EntryPoint, Note, Workload } from "../model/cluster.js";
import { applyStaged } from "./calico/applyStaged.js";
import { inEvaluationOrder } from "./calico/inEvaluationOrder.js";
import { assembleNamespaces } from "./cluster/assembleNamespaces.js";
import { assembleRanges } from "./cluster/assembleRanges.js";
import { noteUnknownAccounts } from "./cluster/noteUnknownAccounts.js";
import { checkSize } from "./checkSize.js";
import type { ReadContext } from "./context.js";
import type { Problems } from "./field.js";
import { noteWithoutNamespace } from "./noteWithoutNamespace.js";
import { byName, byOrigin, compareText } from "./order.js";
import { assembleServices } from "./services/assembleServices.js";
import { findUsedLabels } from "./usedLabels.js";
import { mergeWorkloads } from "./workloads/mergeWorkloads.js";
import { noteUndecidableLabels } from "./workloads/undecidableLabels.js";

/** The cluster that all objects together describe, the same in whatever order they were read. */
export function assemble(
  context: ReadContext,
  skipped: ReadonlyMap<string, number>,
  problems: Problems,
): Cluster {
  const { settings } = context;
  // SEMANTICS.md: "Staged policies change nothing, and can be asked 'what if'".
  const enforced = settings.staged ? applyStaged(context.policies, context.staged) : context.policies;
  const { tiers, policies } = inEvaluationOrder(context.tiers, enforced, settings.calicoMinor, problems);
  checkSize(policies, problems);
  const services = assembleServices(context);
  const used = findUsedLabels(policies, services);
  const workloads = mergeWorkloads(context, used).sort(byNameAndKind);
  noteUndecidableLabels(workloads, used, context);
  noteUnknownAccounts(workloads, used, context);
  noteWithoutNamespace(context);
  return {
    namespaces: assembleNamespaces(context, workloads, policies, used),
    workloads,
    services,
    entryPoints: [...context.entryPoints].sort(byBackend),
    networkSets: [...context.networkSets].sort(byName),
    tiers,
    policies,
    addresses: assembleRanges(context),
    notes: [...context.notes].sort(byText),
    skipped: Object.fromEntries([...skipped].sort(([a], [b]) => compareText(a, b))),
  };
}

function byNameAndKind(a: Workload, b: Workload): number {
  return byName(a, b) || compareText(a.kind, b.kind);
}

function byBackend(a: EntryPoint, b: EntryPoint): number {
  return byName(a, b) || compareText(formatPath(a.path), formatPath(b.path));
}

function byText(a: Note, b: Note): number {
  const unplaced = Number(a.origin !== undefined) - Number(b.origin !== undefined);
  const placed = a.origin && b.origin ? byOrigin(a.origin, b.origin) : 0;
  return compareText(a.id, b.id) || compareText(a.text, b.text) || unplaced || placed;
}
