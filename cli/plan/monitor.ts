import type * as pulumi from "@pulumi/pulumi";
import {
  RegisterResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { unknownSentinel } from "../../policies/model/wireValue.js";
import type { PackResource } from "../pack/toldResource.js";
import type { Listener } from "./listener.js";
import { plain } from "./plain.js";
import type { RecordedResource } from "./record.js";
import { toldProperties } from "./toldProperties.js";

/*
 * Pulumi's mock monitor answers the program in the engine's place. Its own registerResource keeps nothing of
 * the options and half of a URN; this one records all of it, and answers as an engine's preview does: what
 * went in comes out, everything else is unknown.
 */

type Reply = (error: Error | null, response: unknown) => void;

/** The part of Pulumi's monitor that is replaced. */
export interface ReplaceableMonitor {
  registerResource(request: RegisterResourceRequest, reply: Reply): void;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, reply: Reply): void;
}

/** Refuses whatever a program without cloud and cluster cannot be told. */
export const refusingMocks: pulumi.runtime.Mocks = {
  call({ token }) {
    throw new Error(`the program looks up ${token}; a plan works offline, so the declaration has to say it`);
  },
  newResource({ type, name }) {
    throw new Error(
      `the program reads ${type} ${name}; a plan works offline, so the declaration has to say it`,
    );
  },
};

/** Makes `monitor` append every registration to `resources`, and tell `listener` of each. */
export function record(
  monitor: ReplaceableMonitor,
  project: string,
  stack: string,
  resources: RecordedResource[],
  listener?: Listener,
): void {
  // Outputs of components are the program's own; the stack's come back from the run itself.
  monitor.registerResourceOutputs = (request, reply) => {
    listener?.settled(request.getUrn(), toldProperties(request.getOutputs() ?? new Struct()));
    reply(null, {});
  };
  monitor.registerResource = (request, reply) => {
    const type = request.getType();
    const name = request.getName();
    const urn = urnOf(project, stack, request.getParent(), type, name);
    const object = request.getObject();
    const told = toldProperties(object ?? new Struct());
    listener?.registered(asEngineTells(request, urn, told));
    resources.push({
      urn,
      type,
      name,
      parent: request.getParent() || undefined,
      custom: request.getCustom(),
      remote: request.getRemote(),
      inputs: plain(object?.toJavaScript() ?? {}) as Record<string, unknown>,
      options: {
        provider: request.getProvider().split("::").slice(0, -1).join("::") || undefined,
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        deleteBeforeReplace: request.getDeletebeforereplace(),
        deletedWith: request.getDeletedwith() || undefined,
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        dependsOn: [...request.getDependenciesList()].sort(),
        hooks: hooksOf(request),
        aliases: request.getAliasesList().map((alias) => aliasUrn(alias, project, stack, request)),
      },
    });
    const response = new RegisterResourceResponse();
    response.setUrn(urn);
    // A component of another process returns what it makes, so nothing of it is known yet.
    if (!request.getRemote() && object) response.setObject(withAutoName(type, object));
    if (request.getCustom()) listener?.settled(urn, withAutoName(type, told));
    reply(null, response);
  };
}

/** A registration as a policy pack is told it: options of which only the engine knows more are left out. */
function asEngineTells(request: RegisterResourceRequest, urn: string, properties: Struct): PackResource {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    properties,
    options: {
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      ...(request.getDeletebeforereplacedefined()
        ? { deleteBeforeReplace: request.getDeletebeforereplace() }
        : {}),
      parent: request.getParent(),
    },
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()].map(([property, dependencies]) => [
        property,
        dependencies.getUrnsList(),
      ]),
    ),
  };
}

/** The engine's way to name a resource: the types of all its ancestors, and its own name. */
function urnOf(project: string, stack: string, parent: string, type: string, name: string): string {
  const chain = parent.split("::")[2];
  const qualified = chain === undefined || chain === "pulumi:pulumi:Stack" ? type : `${chain}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** Names of the hooks before creation and deletion; of others the program has none. */
function hooksOf(request: RegisterResourceRequest): string[] {
  const hooks = request.getHooks()?.toObject();
  return [...new Set([...(hooks?.beforeCreateList ?? []), ...(hooks?.beforeDeleteList ?? [])])].sort();
}

type Alias = ReturnType<RegisterResourceRequest["getAliasesList"]>[number];

function aliasUrn(alias: Alias, project: string, stack: string, request: RegisterResourceRequest): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const parent = spec.getNoparent() ? "" : spec.getParenturn() || request.getParent();
  return urnOf(
    spec.getProject() || project,
    spec.getStack() || stack,
    parent,
    spec.getType() || request.getType(),
    spec.getName() || request.getName(),
  );
}

/** The Kubernetes provider names objects that have no name; the name is known only to the engine. */
function withAutoName(type: string, object: Struct): Struct {
  const fields = object.toJavaScript() as Record<string, object | undefined>;
  const { metadata } = fields;
  const named =
    !type.startsWith("kubernetes:") ||
    type.startsWith("kubernetes:helm.sh/") ||
    metadata === undefined ||
    "name" in metadata;
  if (named) return object;
  const struct = object.constructor as unknown as { fromJavaScript(value: object): Struct };
  return struct.fromJavaScript({ ...fields, metadata: { ...metadata, name: unknownSentinel } });
}
