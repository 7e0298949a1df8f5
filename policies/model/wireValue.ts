/*
 * How the engine writes values to a policy pack: plain JSON, in which some texts and mappings stand for something else
 * (github.com/pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/sig/sig.go).
 */

/** Stands for a value that only a deployment can tell. */
export const unknownValue = Symbol("unknown");

/** Stands for a file, an archive or another thing that is no plain data. */
export const opaque = Symbol("opaque");

/** The text that the engine writes for an unknown text, and programs for everything unknown. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const unknownSentinels: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  unknownSentinel,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // list
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // mapping
]);

/** The key under which a mapping says that it stands for something else. */
export const signatureKey = "4dabf18193072939515e22adb298388d";

const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const referenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** A property's value without its wrapping, and whether the wrapping says that it is secret. */
export function unwrap(raw: unknown): { readonly value: unknown; readonly secret: boolean } {
  if (unknownSentinels.has(raw)) return { value: unknownValue, secret: false };
  if (!isMapping(raw) || !Object.hasOwn(raw, signatureKey)) return { value: raw, secret: false };
  switch (raw[signatureKey]) {
    case secretSignature:
      return { value: unwrap(raw["value"]).value, secret: true };
    case outputSignature: {
      const { value, secret } =
        "value" in raw ? unwrap(raw["value"]) : { value: unknownValue, secret: false };
      return { value, secret: secret || raw["secret"] === true };
    }
    default:
      return { value: opaque, secret: false };
  }
}

/** A resource among the values, as programs write one. The engine tells a policy pack its id or URN instead. */
export interface Reference {
  readonly urn?: unknown;
  /** Absent where it is a component; unknown as long as there is none. */
  readonly id?: unknown;
}

/** The resource that a value stands for; undefined where it stands for something else, or for itself. */
export function referenceIn(raw: unknown): Reference | undefined {
  return isMapping(raw) && raw[signatureKey] === referenceSignature ? raw : undefined;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
