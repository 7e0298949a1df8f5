import { isMapping, opaque, referenceIn, unknownValue, unwrap } from "../../policies/model/wireValue.js";
import { secretText, unknownText } from "./record.js";

/** A value as a report may show it: secrets and unknown values replaced by words, references by URNs. */
export function plain(raw: unknown): unknown {
  const { value, secret } = unwrap(raw);
  if (secret) return secretText;
  if (value === unknownValue) return unknownText;
  if (value === opaque) return referenceIn(raw)?.urn ?? "[asset]";
  if (Array.isArray(value)) return value.map(plain);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
