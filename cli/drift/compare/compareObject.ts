import { mappingOf, type KubernetesObject, type Mapping } from "../cluster/kubernetesObject.js";
import type { LiveKind } from "../cluster/liveKinds.js";
import { compareMetadata } from "./compareMetadata.js";
import { differences, type Difference } from "./differences.js";
import { specShape } from "./objectShapes.js";
import { byField, type Shape } from "./shape.js";

/** Fields that every object has and that are looked at by themselves, or are the cluster's. */
const ownFields = new Set(["apiVersion", "kind", "metadata", "status"]);

/** A service account has no spec. Into the rest of it, Kubernetes writes the names of tokens. */
const accountShapes: Readonly<Record<string, Shape>> = {
  automountServiceAccountToken: { defaults: { automountServiceAccountToken: true } },
  imagePullSecrets: { fields: { imagePullSecrets: { key: byField("name") } } },
};

/** Every way in which a live object is not the declared one. */
export function compareObject(
  declared: KubernetesObject,
  live: KubernetesObject,
  liveKind: LiveKind,
): Difference[] {
  const { group, kind, role } = liveKind;
  const found = compareMetadata(declared, live, liveKind);
  for (const field of comparedFields(declared, live, role)) {
    const [ours, theirs] = [valueOf(declared, field), valueOf(live, field)];
    found.push(
      ...(field === "spec"
        ? differences(mappingOf(ours), mappingOf(theirs), specShape(group, kind), field, [field])
        : differences(
            present(field, ours),
            present(field, theirs),
            role === "account" ? accountShapes[field] : undefined,
          )),
    );
  }
  return found;
}

/**
 * Whether the comparison looks at a part of an object.
 *
 * @param path field by field, items of lists by their position
 */
export function isCompared(path: readonly (string | number)[], { role }: LiveKind): boolean {
  const [field = "", inner = ""] = path;
  if (field === "metadata") return inner === "labels" || inner === "annotations";
  return role === "account" ? Object.hasOwn(accountShapes, field) : !ownFields.has(String(field));
}

function comparedFields(
  declared: KubernetesObject,
  live: KubernetesObject,
  role: LiveKind["role"],
): readonly string[] {
  if (role === "account") return Object.keys(accountShapes);
  const fields = new Set([...Object.keys(declared), ...Object.keys(live)]);
  return [...fields].filter((field) => !ownFields.has(field));
}

function present(field: string, value: unknown): Mapping {
  return value === undefined ? {} : { [field]: value };
}

function valueOf(object: KubernetesObject, field: string): unknown {
  return (object as unknown as Mapping)[field];
}
