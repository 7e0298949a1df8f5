import { parse } from "yaml";
import { changed, created } from "./admission.js";
import { remove } from "./deletion.js";
import { evict } from "./disruption.js";
import { Failure, notFound } from "./failure.js";
import { apiVersionOf, type Kind } from "./kinds.js";
import type { Json, JsonObject, KubernetesObject } from "./objects.js";
import { applied, ownersAfterWrite, type Writer } from "./ownership.js";
import { jsonPatch, mergePatch, type JsonPatchStep } from "./patches.js";
import { selection } from "./selectors.js";
import type { Store } from "./store.js";

/** One call to the API, its path taken apart. */
export interface Call {
  readonly method: string;
  readonly kind: Kind;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: string;
  /** Stands in for the field manager where none is named. */
  readonly userAgent: string;
}

/** A status code and the object to send. */
export interface Reply {
  readonly code: number;
  readonly body: object;
}

const ok = (body: object, code = 200): Reply => ({ code, body });

/** Answers a call that is no watch. Throws a {@link Failure}. */
export function answer(store: Store, call: Call): Reply {
  const { method, kind, namespace, name, subresource } = call;
  if (name === undefined) {
    if (method === "GET") return ok(list(store, call));
    if (method === "POST") return create(store, call, read(call));
    if (method === "DELETE") {
      const items = selected(store, call);
      for (const item of items) remove(store, kind, item, deletion(call));
      return ok({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: {}, items });
    }
    throw new Failure(405, "MethodNotAllowed", `${method} of a collection`);
  }
  const there = store.get(kind, namespace, name);
  if (method === "PATCH" && call.contentType.includes("apply-patch")) return apply(store, call, there);
  if (there === undefined) throw notFound(kind, name);
  if (subresource === "binding" || subresource === "eviction") return actOnPod(store, call, there);
  switch (method) {
    case "GET":
      return ok(served(kind, there));
    case "PUT":
      return ok(update(store, call, there, read(call)));
    case "PATCH":
      return ok(update(store, call, there, patched(there, call)));
    case "DELETE":
      return erase(store, call, there);
    default:
      throw new Failure(405, "MethodNotAllowed", method);
  }
}

/** An object in the version that was asked for. */
export const served = (kind: Kind, object: KubernetesObject) => ({
  ...object,
  apiVersion: apiVersionOf(kind),
});

function selected(store: Store, { kind, namespace, query }: Call): KubernetesObject[] {
  return store.list(kind, namespace).filter(selection(query));
}

function list(store: Store, call: Call): object {
  const { kind } = call;
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(store.version) },
    items: selected(store, call).map((object) => served(kind, object)),
  };
}

const isTrial = ({ query }: Call) => query.getAll("dryRun").includes("All");

function read(call: Call): KubernetesObject {
  const { namespace, name } = call;
  const object = parsed(call) as unknown as KubernetesObject;
  return {
    ...object,
    metadata: {
      ...(object.metadata as KubernetesObject["metadata"] | undefined),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    } as KubernetesObject["metadata"],
  };
}

function parsed({ body }: Call): Json {
  try {
    return (body.startsWith("{") || body.startsWith("[") ? JSON.parse(body) : parse(body)) as Json;
  } catch (error) {
    throw new Failure(400, "BadRequest", String(error));
  }
}

function writer({ query, contentType, userAgent, subresource }: Call): Writer {
  return {
    manager: query.get("fieldManager") ?? userAgent.split("/")[0]!,
    operation: contentType.includes("apply-patch") ? "Apply" : "Update",
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function create(store: Store, call: Call, object: KubernetesObject): Reply {
  const { kind } = call;
  const { namespace, name } = object.metadata as { namespace?: string; name?: string };
  if (name !== undefined && store.get(kind, namespace, name))
    throw new Failure(409, "AlreadyExists", `${kind.plural} "${name}" already exists`, {
      name,
      group: kind.group,
      kind: kind.plural,
    });
  const made = store.completed(kind, created(store, kind, object));
  made.metadata.managedFields = ownersAfterWrite(undefined, made, writer(call));
  return ok(isTrial(call) ? made : store.write(kind, made), 201);
}

function apply(store: Store, call: Call, there: KubernetesObject | undefined): Reply {
  const { kind, query } = call;
  const configuration = read(call);
  if (there === undefined) {
    const made = store.completed(kind, created(store, kind, configuration));
    const result = applied(made, configuration as JsonObject, writer(call), true);
    const object = "object" in result ? result.object : made;
    return ok(isTrial(call) ? object : store.write(kind, object), 201);
  }
  const result = applied(there, configuration as JsonObject, writer(call), query.get("force") === "true");
  if ("object" in result) return ok(keep(store, call, there, result.object));
  const causes = result.conflicts.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with "${manager}"`,
    field,
  }));
  const [first] = result.conflicts;
  throw new Failure(
    409,
    "Conflict",
    `Apply failed with ${causes.length} conflict${causes.length === 1 ? "" : "s"}: conflict with "${first!.manager}": ${first!.field}`,
    { causes },
  );
}

function patched(there: KubernetesObject, call: Call): KubernetesObject {
  const patch = parsed(call);
  try {
    const result = call.contentType.includes("json-patch")
      ? jsonPatch(there as JsonObject, (patch ?? []) as unknown as JsonPatchStep[])
      : mergePatch(there as JsonObject, patch);
    return result as unknown as KubernetesObject;
  } catch (error) {
    throw new Failure(422, "Invalid", String(error));
  }
}

function update(
  store: Store,
  call: Call,
  there: KubernetesObject,
  wanted: KubernetesObject,
): KubernetesObject {
  const { resourceVersion } = wanted.metadata as { resourceVersion?: string };
  if (
    resourceVersion !== undefined &&
    resourceVersion !== "" &&
    resourceVersion !== there.metadata.resourceVersion
  )
    throw new Failure(
      409,
      "Conflict",
      `Operation cannot be fulfilled on ${call.kind.plural} "${there.metadata.name}": the object has been modified`,
    );
  const metadata = {
    ...wanted.metadata,
    managedFields: wanted.metadata.managedFields ?? there.metadata.managedFields,
  };
  return keep(store, call, there, { ...wanted, metadata }, true);
}

/** Stores a changed object, or only its status, or says what would be stored. */
function keep(
  store: Store,
  call: Call,
  there: KubernetesObject,
  wanted: KubernetesObject,
  owned = false,
): KubernetesObject {
  const { kind, subresource } = call;
  const object =
    subresource === "status"
      ? {
          ...there,
          status: wanted.status,
          metadata: { ...there.metadata, managedFields: wanted.metadata.managedFields },
        }
      : changed(kind, there, wanted);
  const completed = store.completed(kind, object);
  if (owned) completed.metadata.managedFields = ownersAfterWrite(there, completed, writer(call));
  return isTrial(call) ? completed : store.write(kind, completed);
}

function deletion(call: Call): { propagationPolicy?: string; gracePeriodSeconds?: number } {
  const body =
    call.body === "" ? {} : (parsed(call) as { propagationPolicy?: string; gracePeriodSeconds?: number });
  const grace = call.query.get("gracePeriodSeconds");
  return {
    propagationPolicy: call.query.get("propagationPolicy") ?? body.propagationPolicy,
    gracePeriodSeconds: grace === null ? body.gracePeriodSeconds : Number(grace),
  };
}

function erase(store: Store, call: Call, there: KubernetesObject): Reply {
  if (!isTrial(call)) remove(store, call.kind, there, deletion(call));
  const left = store.get(call.kind, call.namespace, call.name!);
  return ok(left ?? { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
}

function actOnPod(store: Store, call: Call, pod: KubernetesObject): Reply {
  const body = parsed(call) as { target?: { name: string }; deleteOptions?: { gracePeriodSeconds?: number } };
  if (call.subresource === "eviction") {
    if (!isTrial(call)) evict(store, pod, body.deleteOptions?.gracePeriodSeconds);
  } else if (pod.spec?.nodeName !== undefined) {
    throw new Failure(
      409,
      "Conflict",
      `pod ${pod.metadata.name} is already assigned to node "${pod.spec.nodeName}"`,
    );
  } else store.write(call.kind, { ...pod, spec: { ...pod.spec, nodeName: body.target!.name } });
  return ok({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }, 201);
}
