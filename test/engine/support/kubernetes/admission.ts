import { isDeepStrictEqual } from "node:util";
import { definitionFinalizer } from "./deletion.js";
import { Failure, notFound } from "./failure.js";
import { apiVersionOf, kindNamed, kindsOf, type Kind } from "./kinds.js";
import type { Draft, KubernetesObject, Spec, Status } from "./objects.js";
import { timestamp, type Store } from "./store.js";

/** Fields of the spec that each kind does not let change. */
const fixedFields: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["selector"],
  ReplicaSet: ["selector"],
  DaemonSet: ["selector"],
  StatefulSet: ["selector", "serviceName", "volumeClaimTemplates", "podManagementPolicy"],
  Job: ["selector", "template", "completions"],
};

/** What the server adds to a new object of these kinds where it says nothing. */
function defaultSpec({ kind, spec }: Draft, address: () => string): Spec | undefined {
  switch (kind) {
    case "Deployment":
    case "ReplicaSet":
    case "StatefulSet":
      return { replicas: 1, ...spec };
    case "Service":
      return { type: "ClusterIP", clusterIP: address(), ...spec };
    case "Namespace":
      return { finalizers: ["kubernetes"], ...spec };
    case "Pod":
      return { terminationGracePeriodSeconds: 30, ...spec };
    case "Job":
      return { completions: 1, ...spec };
    default:
      return spec;
  }
}

function firstStatus(object: Draft): Status | undefined {
  if (object.kind === "Pod") return { phase: "Pending" };
  if (object.kind === "Namespace") return { phase: "Active" };
  if (object.kind === "Service") return { loadBalancer: {} };
  if (object.kind === "PersistentVolumeClaim") return { phase: "Pending" };
  return undefined;
}

/** A new object as the server makes it. Throws where it may not be made. */
export function created(store: Store, kind: Kind, object: Draft): Draft {
  const { metadata } = object;
  if (object.kind !== kind.kind || object.apiVersion !== apiVersionOf(kind))
    throw new Failure(400, "BadRequest", `${object.apiVersion} ${object.kind} is no ${kind.kind}`);
  const namespace = kind.namespaced
    ? store.get(kindNamed("Namespace"), undefined, metadata.namespace!)
    : undefined;
  if (kind.namespaced && namespace === undefined) throw notFound(kindNamed("Namespace"), metadata.namespace!);
  if (namespace?.metadata.deletionTimestamp !== undefined)
    throw new Failure(
      403,
      "Forbidden",
      `${kind.plural} "${metadata.name}" is forbidden: unable to create new content in namespace ${metadata.namespace} because it is being terminated`,
      { causes: [{ reason: "NamespaceTerminating", message: "namespace is being terminated" }] },
    );
  const { status, ...rest } = object;
  const address = () => `10.96.${(store.version >> 8) & 255}.${store.version & 255}`;
  const spec = defaultSpec(object, address);
  const labels =
    kind.kind === "Namespace"
      ? { labels: { "kubernetes.io/metadata.name": metadata.name!, ...metadata.labels } }
      : {};
  const { deletionTimestamp: _, ...kept } = metadata;
  const first = kind.status ? firstStatus(object) : status;
  const made: Draft = {
    ...rest,
    ...(spec === undefined ? {} : { spec }),
    ...(first === undefined ? {} : { status: first }),
    metadata: { ...kept, ...labels },
  };
  return kind.kind === "CustomResourceDefinition" ? established(made) : made;
}

/** A definition that is served at once. */
function established(definition: Draft): Draft {
  const lastTransitionTime = timestamp();
  return {
    ...definition,
    metadata: { ...definition.metadata, finalizers: [definitionFinalizer] },
    status: {
      acceptedNames: definition.spec?.names,
      storedVersions: kindsOf(definition).map(({ version }) => version),
      conditions: ["NamesAccepted", "Established"].map((type) => ({
        type,
        status: "True",
        lastTransitionTime,
      })),
    },
  };
}

/** A changed object, with what a write to the object itself leaves alone. Throws where it may not change. */
export function changed(kind: Kind, before: KubernetesObject, after: KubernetesObject): KubernetesObject {
  const refuse = (field: string) =>
    new Failure(
      422,
      "Invalid",
      `${kind.kind} "${before.metadata.name}" is invalid: ${field}: field is immutable`,
      {
        causes: [{ reason: "FieldValueInvalid", message: "field is immutable", field }],
      },
    );
  for (const field of fixedFields[kind.kind] ?? [])
    if (!isDeepStrictEqual(before.spec?.[field], after.spec?.[field])) throw refuse(`spec.${field}`);
  if (before["immutable"] === true && ["ConfigMap", "Secret"].includes(kind.kind))
    for (const field of ["data", "binaryData", "immutable"])
      if (!isDeepStrictEqual(before[field], after[field])) throw refuse(field);
  const { deletionTimestamp, deletionGracePeriodSeconds } = before.metadata;
  const marks = deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds };
  const { status, ...rest } = after;
  const kept = kind.status ? before.status : status;
  const spec = defaultSpec(after, () => before.spec?.clusterIP ?? "");
  return {
    ...rest,
    ...(spec === undefined ? {} : { spec }),
    ...(kept === undefined ? {} : { status: kept }),
    metadata: { ...after.metadata, ...marks },
  };
}
