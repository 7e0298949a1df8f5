import type { Direction } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";

/**
 * The `http` of a rule, which narrows an Allow to some requests. Only application layer policy enforces it, and not
 * every data plane: it is not counted, so that the rule opens as much as it could.
 */
export function checkHttp(rule: Field, direction: Direction, context: ReadContext): void {
  const http = rule.at("http");
  if (!http.isMapping()) return;
  http.only(["methods", "paths"]);
  for (const method of http.at("methods").items("a list of methods"))
    if (method.text() === undefined && !method.present) method.refuse("a method");
  for (const path of http.at("paths").items("a list of paths")) checkPath(path);
  if (direction === "egress") http.refuse("http in ingress rules only", "http");
  const { value: action } = rule.at("action");
  if (action !== undefined && action !== "Allow") http.refuse("http with the action Allow only", "http");
  const { value: protocol } = rule.at("protocol");
  if (protocol !== undefined && !["TCP", "6", 6].includes(protocol as string | number))
    http.refuse("http with the protocol TCP only", "http");
  context.note(
    "http-not-counted",
    "a rule that allows some HTTP requests counts as one that allows all: only application layer policy tells them apart",
    rule.origin,
  );
}

function checkPath(path: Field): void {
  if (!path.isMapping() && !path.present) path.refuse("exact or prefix");
  path.only(["exact", "prefix"]);
  const texts = [path.at("exact"), path.at("prefix")].filter(
    (field) => field.text() !== undefined && field.value !== "",
  );
  if (path.isMapping() && texts.length !== 1) path.refuse("one of exact and prefix");
  for (const field of texts)
    if (!/^\/[^? #]*$/.test(field.value as string))
      field.refuse('a path that begins with "/", without "?", "#" and blanks');
}
