import type { Json, JsonObject } from "./objects.js";

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON merge patch (RFC 7396). Strategic merge patches are taken for one: their lists are replaced as a whole. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch))
    if (value === null) Reflect.deleteProperty(result, field);
    else result[field] = mergePatch(result[field] ?? null, value);
  return result;
}

/** One step of a JSON patch. */
export interface JsonPatchStep {
  readonly op: "add" | "replace" | "remove" | "test";
  readonly path: string;
  readonly value?: Json;
}

/** A JSON patch (RFC 6902) without moves and copies. Throws where a path or a test fails. */
export function jsonPatch(target: Json, steps: readonly JsonPatchStep[]): Json {
  const result = structuredClone(target);
  for (const { op, path, value = null } of steps) {
    const parts = path
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop() ?? "";
    let parent: Json | undefined = result;
    for (const part of parts) parent = (parent as JsonObject | undefined)?.[part];
    if (typeof parent !== "object" || parent === null) throw new Error(`no ${path}`);
    const there = (parent as JsonObject)[last];
    if (op === "test" && JSON.stringify(there) !== JSON.stringify(value))
      throw new Error(`test of ${path} failed`);
    if ((op === "replace" || op === "remove") && there === undefined) throw new Error(`no ${path}`);
    if (op === "test") continue;
    if (!Array.isArray(parent)) {
      if (op === "remove") Reflect.deleteProperty(parent, last);
      else parent[last] = value;
    } else if (op === "remove") parent.splice(Number(last), 1);
    else parent.splice(last === "-" ? parent.length : Number(last), op === "replace" ? 1 : 0, value);
  }
  return result;
}
