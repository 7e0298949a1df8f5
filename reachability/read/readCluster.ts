import { byPlace, type Problem } from "../../problems/problem.js";
import type { Cluster } from "../model/cluster.js";
import type { Manifest } from "../model/manifest.js";
import { adminPolicyKinds } from "./adminPolicies/readAdminPolicies.js";
import { assemble } from "./assemble.js";
import { calicoKinds } from "./calico/readCalico.js";
import { ReadContext } from "./context.js";
import { expandLists } from "./expandLists.js";
import { Field, type Problems } from "./field.js";
import { kubernetesKinds } from "./kubernetesKinds.js";
import { objectReader } from "./readObject.js";
import { compareText } from "./order.js";
import type { ReadSettings } from "./settings.js";

const readers = { ...kubernetesKinds, ...adminPolicyKinds, ...calicoKinds };

/** What was read: where there are problems, the cluster is not the one that was meant, and must not be used. */
export interface ReadResult {
  readonly cluster: Cluster;
  /** By place. */
  readonly problems: readonly Problem[];
}

/** Reads objects as they were written into the normal form. Never throws, whatever they are. */
export function readCluster(manifests: Iterable<Manifest>, settings: ReadSettings): ReadResult {
  const problems: Problems = [];
  const context = new ReadContext(settings);
  const skipped = new Map<string, number>();
  const read = objectReader(readers, context, skipped);
  for (const manifest of manifests)
    for (const object of expandLists(manifest, problems)) read(Field.of(object, problems));
  const cluster = assemble(context, skipped, problems);
  return { cluster, problems: problems.sort((a, b) => byPlace(a, b) || compareText(a.path, b.path)) };
}
