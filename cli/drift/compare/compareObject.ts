import { mappingOf, type KubernetesObject, type Mapping } from "../cluster/kubernetesObject.js";
import type { LiveKind } from "../cluster/liveKinds.js";
import { differences, type Difference } from "./differences.js";
import { specShape } from "./objectShapes.js";
import type { Shape } from "./shape.js";

/** Fields that every object has and that are looked at by themselves, or are the cluster's. */
const ownFields = new Set(["apiVersion", "kind", "metadata", "status"]);

/** Every way in which a live object is not the declared one. */
export function compareObject(
  declared: KubernetesObject,
  live: KubernetesObject,
  { group, kind, role }: LiveKind,
): Difference[] {
  const found = compareMetadata(declared, live, role === "namespace");
  const fields = new Set([...Object.keys(declared), ...Object.keys(live)]);
  // Nothing of a service account is compared but its labels: Kubernetes writes into the rest.
  for (const field of role === "account" ? [] : fields) {
    if (ownFields.has(field)) continue;
    const [ours, theirs] = [valueOf(declared, field), valueOf(live, field)];
    found.push(
      ...(field === "spec"
        ? differences(mappingOf(ours), mappingOf(theirs), specShape(group, kind), field, [field])
        : differences(present(field, ours), present(field, theirs), undefined)),
    );
  }
  return found;
}

function present(field: string, value: unknown): Mapping {
  return value === undefined ? {} : { [field]: value };
}

function valueOf(object: KubernetesObject, field: string): unknown {
  return (object as unknown as Mapping)[field];
}

/**
 * Labels and annotations. What a label more means depends on what it stands on: a namespace is selected by its labels,
 * and admits pods by them. Annotations more are notes that controllers and tools leave.
 */
function compareMetadata(declared: KubernetesObject, live: KubernetesObject, closed: boolean): Difference[] {
  const part = (name: "labels" | "annotations", shape: Shape) =>
    differences(declared.metadata[name] ?? {}, live.metadata[name] ?? {}, shape, `metadata.${name}`, [
      "metadata",
      name,
    ]);
  return [
    ...part("labels", { filled: closed ? ["kubernetes.io/metadata.name"] : "all" }),
    ...part("annotations", { filled: "all" }),
  ];
}
