import type { Declaration } from "../../config/declaration.js";
import { controllerOf, listOf, mappingOf, type KubernetesObject } from "./cluster/kubernetesObject.js";
import type { LiveKind } from "./cluster/liveKinds.js";
import type { LiveFinding } from "./liveFindings.js";

/** Namespaces that AWS makes by itself, as an account's settings ask for it; it would only make them again. */
const madeByAws: Readonly<Record<string, string>> = {
  "amazon-guardduty": "GuardDuty's Runtime Monitoring",
  "amazon-cloudwatch": "CloudWatch's add-on for observability",
  "amazon-network-flow-monitor": "CloudWatch's Network Flow Monitor",
};

/** What becomes of an undeclared object: nothing is removed that somebody else may have made on a cluster of theirs. */
export function removal(
  object: KubernetesObject,
  kind: LiveKind,
  { cluster, namespaces }: Declaration,
): Pick<LiveFinding, "repair" | "theirs"> {
  const { namespace, name, deletionTimestamp } = object.metadata;
  const file = namespaces.find((each) => each.name === namespace);
  const none = (because: string) => ({ repair: { by: "none", because } }) as const;
  const isTheirs =
    cluster.kind !== "eks" &&
    (namespace === undefined || file?.existing === true || kind.role === "namespace");
  const theirs = isTheirs ? ({ theirs: true } as const) : {};
  if (deletionTimestamp !== undefined) return { ...none(beingDeleted(object)), ...theirs };
  if (isTheirs)
    return {
      ...none(
        namespace === undefined && kind.role !== "namespace"
          ? "the cluster is somebody else's, and this holds for all of it"
          : "the namespace is somebody else's",
      ),
      ...theirs,
    };
  const maker = kind.role === "namespace" ? madeByAws[name] : undefined;
  if (maker !== undefined)
    return none(
      `a namespace of this name is what AWS makes for ${maker}: switch that off in the account where it is not wanted, and else delete it by hand`,
    );
  if (object.kind === "Pod" && isMirror(object))
    return none("the kubelet runs it from a file of its node: replace the node");
  return { repair: { by: "delete" } };
}

/** It is deleted already, and runs or holds until whoever's finalizer it has is done. */
function beingDeleted({ metadata }: KubernetesObject): string {
  const finalizers = listOf(mappingOf(metadata)["finalizers"]).map(String);
  const held = finalizers.length === 0 ? "" : `, held by ${finalizers.join(", ")}`;
  return `being deleted since ${metadata.deletionTimestamp ?? ""}${held}, and until then as it was`;
}

/** A pod that only claims to be one never runs: its kubelet does not know it, and deletes it. */
function isMirror(object: KubernetesObject): boolean {
  return (
    controllerOf(object)?.kind === "Node" &&
    object.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined
  );
}
