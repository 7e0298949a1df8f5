import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from "js-yaml";
import { showValue } from "../../problems/problem.js";
import { Mistake } from "./mistake.js";
import { notANumber, resolveInteger, resolvePlain } from "./plainScalar.js";

/** Where an event stands: with its anchor and its tag; undefined for an empty value. */
export function offsetOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return undefined;
  const places = [event.anchorStart];
  if ("tagStart" in event) places.push(event.tagStart);
  if ("start" in event) places.push(event.start);
  // The content of a block scalar starts on the line after its indicator.
  else if ("valueStart" in event)
    places.push(event.style >= SCALAR_STYLE.LITERAL_BLOCK ? event.valueStart - 1 : event.valueStart);
  const known = places.filter((place) => place >= 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The tag as it is written; empty where there is none. */
export function tagOf(source: string, event: { readonly tagStart: number; readonly tagEnd: number }): string {
  return event.tagStart < 0 ? "" : source.slice(event.tagStart, event.tagEnd);
}

const typeOfTag = new Map([
  ["!!int", "number"],
  ["!!float", "number"],
  ["!!bool", "boolean"],
  ["!!null", "null"],
]);

/** The value of a scalar, as Kubernetes reads it. Throws a {@link Mistake} for what it refuses. */
export function readScalar(source: string, event: ScalarEvent): string | number | boolean | null {
  const text = getScalarValue(source, event);
  const tag = tagOf(source, event);
  if (tag === "!!str" || (tag === "" && event.style !== SCALAR_STYLE.PLAIN)) return text;
  if (tag !== "" && !typeOfTag.has(tag))
    throw new Mistake(offsetOf(event), `the tag ${showValue(tag)}`, "values without tags of their own");
  const value = resolvePlain(text);
  if (value === notANumber)
    throw new Mistake(
      offsetOf(event),
      `${showValue(text)}, a number that JSON does not have`,
      "a number, or text in quotes",
    );
  const wanted = typeOfTag.get(tag);
  const type = value === null ? "null" : typeof value;
  if (wanted !== undefined && (type !== wanted || (tag === "!!int" && !Number.isInteger(value))))
    throw new Mistake(offsetOf(event), `${showValue(text)} with the tag ${tag}`, "a value of its tag's type");
  return value;
}

/**
 * The key that a scalar is, which is a text for JSON: Kubernetes turns `8080:` and `yes:` into "8080" and "true".
 * https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/yaml.go#L189-L228
 */
export function readKey(source: string, event: ScalarEvent): string {
  const value = readScalar(source, event);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  const text = getScalarValue(source, event);
  const integer = resolveInteger(text.replaceAll("_", ""));
  if (
    typeof value === "number" &&
    integer !== undefined &&
    BigInt.asIntN(64, BigInt(integer)) === BigInt(integer)
  )
    return String(integer);
  throw new Mistake(
    offsetOf(event),
    `${value === null ? "an empty value" : showValue(text)} as a key`,
    "text as a key; quote it",
  );
}

/** Whether a key merges other mappings into its own; in quotes it is a text. */
export function isMergeKey(source: string, event: ScalarEvent): boolean {
  const { style, tagStart, valueStart, valueEnd } = event;
  return (
    style === SCALAR_STYLE.PLAIN &&
    tagStart < 0 &&
    valueEnd - valueStart === 2 &&
    source.startsWith("<<", valueStart)
  );
}
