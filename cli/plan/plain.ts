import { secretText, unknownText } from "./record.js";

/** Keys and values by which Pulumi marks special values on the wire (sdk/proto, "sig keys"). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
/** The text that stands for an unknown value. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value as a report may show it: secrets and unknown values replaced by words, references by URNs. */
export function plain(value: unknown): unknown {
  if (value === unknownSentinel) return unknownText;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const object = value as Record<string, unknown>;
  switch (object[signature]) {
    case undefined:
      return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, plain(inner)]));
    case secretSignature:
      return secretText;
    case resourceSignature:
      return object["urn"];
    default:
      return "[asset]";
  }
}
