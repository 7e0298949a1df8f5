import { mappingOf, objectKey, objectTitle, type KubernetesObject } from "../cluster/kubernetesObject.js";
import { liveKindOf } from "../cluster/liveKinds.js";
import type { LiveObject } from "../cluster/readLive.js";
import type { LiveFinding } from "../liveFindings.js";
import { isFinished } from "../podsOf.js";
import type { Manifest } from "../../../reachability/model/manifest.js";
import type { LiveComparison } from "../liveFindings.js";

/** Objects that decide who can talk to whom, by {@link objectKey}. */
export type NetworkObjects = ReadonlyMap<string, Manifest>;

/**
 * The cluster as it is, and as it would be without its drift: with everything declared, what is left alone, and of what
 * is not as its maker makes it what that would be. What the two differ in is what the drift does, because whatever else
 * runs in the cluster is in both.
 */
export function comparedNetworks({ live, declared, ownership }: LiveComparison): {
  readonly base: NetworkObjects;
  readonly head: NetworkObjects;
} {
  const base = new Map<string, Manifest>();
  const head = new Map<string, Manifest>();
  for (const { object, urn } of declared.values())
    if (liveKindOf(object.apiVersion, object.kind))
      base.set(objectKey(object), manifest(object, `plan: ${urn.split("::").at(-1)!}`));
  for (const each of live.objects) {
    const { object } = each;
    const whose = ownership.get(each)!;
    // Pods that have ended talk to nobody. What a controller made is what its template says, unless its labels differ.
    if (object.kind === "Pod" && isFinished(object)) continue;
    const key = objectKey(object);
    if (whose.kind === "made") {
      if (object.kind === "Pod" && hasOtherLabels(object, whose.owner)) head.set(key, fromCluster(object));
      continue;
    }
    head.set(key, fromCluster(object));
    if (whose.kind === "left") base.set(key, fromCluster(object));
    const known = whose.kind === "altered" ? whose.deviation.known : undefined;
    if (known) base.set(key, fromCluster(known));
  }
  for (const { value } of [...base.values()]) addTier(base, value as KubernetesObject, head);
  return { base, head };
}

/** A policy means nothing without its tier. */
function addTier(
  objects: Map<string, Manifest>,
  { spec }: Pick<KubernetesObject, "spec">,
  head: NetworkObjects,
): void {
  const tier = spec?.["tier"];
  if (typeof tier !== "string") return;
  const key = objectKey({ apiVersion: "projectcalico.org/v3", kind: "Tier", metadata: { name: tier } });
  const found = objects.has(key) ? undefined : head.get(key);
  if (found) objects.set(key, found);
}

/** Objects as they are with one finding more. */
export function withFinding(
  objects: NetworkObjects,
  { change, object }: LiveFinding,
  head: NetworkObjects,
): NetworkObjects {
  const changed = new Map(objects);
  if (change === "missing") {
    changed.delete(objectKey(object));
    return changed;
  }
  addTier(changed, object, head);
  return changed.set(objectKey(object), fromCluster(object));
}

/** Objects as they are with one finding less: with what is in its place without drift. */
export function withoutFinding(
  objects: NetworkObjects,
  { object }: LiveFinding,
  base: NetworkObjects,
): NetworkObjects {
  const changed = new Map(objects);
  const key = objectKey(object);
  const before = base.get(key);
  if (before) return changed.set(key, before);
  changed.delete(key);
  return changed;
}

function hasOtherLabels({ metadata }: KubernetesObject, { object: owner }: LiveObject): boolean {
  const template = mappingOf(owner.spec?.["template"]);
  const labels = mappingOf(mappingOf(template["metadata"])["labels"]);
  return Object.entries(metadata.labels ?? {}).some(
    ([key, value]) => labels[key] !== value && !controllerLabel.test(key),
  );
}

/** Labels that controllers give each pod and that no template has. */
const controllerLabel =
  /^(pod-template-(hash|generation)|controller-(revision-hash|uid)|job-name|(statefulset|apps|batch)\.kubernetes\.io\/.+|topology\.kubernetes\.io\/(zone|region))$/;

function fromCluster(object: KubernetesObject): Manifest {
  return manifest(object, `cluster: ${objectTitle(object)}`);
}

/** What a reader takes for the object: an address that a pod has today decides nothing that is declared. */
function manifest(object: KubernetesObject, file: string): Manifest {
  const { status: _status, ...value } = object as unknown as Record<string, unknown>;
  return { value, origin: { file, path: [], lineOf: () => undefined } };
}
