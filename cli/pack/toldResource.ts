import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** A resource as a pack is told it. */
export interface PackResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Properties as the engine writes them: secrets and unknown values are marked. */
  readonly properties: Struct;
  readonly options: {
    readonly protect: boolean;
    readonly ignoreChanges: readonly string[];
    readonly deleteBeforeReplace?: boolean;
    readonly parent?: string;
  };
  /** URNs that each property takes values from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/*
 * A resource is told twice: by itself, and with its stack. It is written once, because writing is most of the cost, and
 * kept as these bytes, a tenth of what the values take in memory. What the two messages share has the same numbers in
 * both (proto/pulumi/analyzer.proto), and bytes of two messages, one after the other, are those of both merged
 * (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
 */

/** A resource as bytes of an AnalyzeRequest. */
export function alone({ urn, type, name, properties, options }: PackResource): Uint8Array {
  return new AnalyzeRequest()
    .setUrn(urn)
    .setType(type)
    .setName(name)
    .setProperties(properties)
    .setOptions(
      new AnalyzerResourceOptions()
        .setProtect(options.protect)
        .setIgnorechangesList([...options.ignoreChanges])
        .setDeletebeforereplace(options.deleteBeforeReplace ?? false)
        .setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined)
        .setParent(options.parent ?? ""),
    )
    .serializeBinary();
}

/** What of a resource only its stack says, as bytes of an AnalyzerResource. */
export function besides({
  options,
  propertyDependencies = {},
}: Omit<PackResource, "properties">): Uint8Array {
  const resource = new AnalyzerResource().setParent(options.parent ?? "");
  const dependencies = resource.getPropertydependenciesMap();
  for (const [property, urns] of Object.entries(propertyDependencies))
    if (urns.length > 0)
      dependencies.set(property, new AnalyzerPropertyDependencies().setUrnsList([...urns]));
  return resource.serializeBinary();
}

/** All resources as bytes of an AnalyzeStackRequest; each by its own parts. */
export function together(resources: readonly (readonly Uint8Array[])[]): Buffer {
  return Buffer.concat(
    resources.flatMap((parts) => [
      fieldHeader(parts.reduce((length, part) => length + part.length, 0)),
      ...parts,
    ]),
  );
}

/** Field 1 with so many bytes: its key and a varint (https://protobuf.dev/programming-guides/encoding/). */
function fieldHeader(length: number): Uint8Array {
  const bytes = [0x0a];
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
