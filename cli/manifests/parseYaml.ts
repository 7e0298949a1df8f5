import { parseEvents, YAMLException, type Event } from "js-yaml";
import { showValue } from "../../problems/problem.js";
import type { Budget } from "./limits.js";
import { Mistake } from "./mistake.js";
import { buildValue } from "./yamlValue.js";

/**
 * The value of one document without its separators; undefined where it has none. Throws a {@link Mistake} for what
 * Kubernetes refuses, and for what readers of YAML understand differently.
 */
export function parseYaml(source: string, budget: Budget): unknown {
  const { yamlValues, depth } = budget.limits;
  if (source.length > yamlValues && hasMoreSeparators(source, yamlValues))
    throw /^\s*[{[]/.test(source)
      ? new Mistake(
          0,
          "text that is not JSON, or that has a key twice",
          "JSON with each key of a mapping once",
        )
      : new Mistake(
          0,
          `a YAML document of more than ${yamlValues} values`,
          "fewer; split it, or give it as JSON (kubectl -o json)",
        );
  const separator = /[\u0085\u2028\u2029]|\r(?!\n)/.exec(source);
  if (separator)
    throw new Mistake(
      separator.index,
      `the line separator ${showValue(separator[0])}`,
      "line feeds; readers of YAML disagree on others",
    );
  if (source.startsWith("%"))
    throw new Mistake(0, "a % directive, which Kubernetes does not read", "documents without directives");
  const events = parseSyntax(source, depth);
  budget.takeValues(events.length);
  return buildValue(source, events, budget);
}

/** The events of a document; throws a {@link Mistake} where it is not YAML. */
export function parseSyntax(source: string, maxDepth: number): Event[] {
  try {
    return parseEvents(source, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const column = mark === undefined ? "" : `, column ${mark.column + 1}`;
    throw reason.startsWith("nesting exceeded")
      ? new Mistake(mark?.position, "values nested too deeply", `at most ${maxDepth} levels`)
      : new Mistake(mark?.position, `text that is not YAML (${showValue(reason)}${column})`, "YAML or JSON");
  }
}

/** Whether a text has more than `most` of what values are written between: about as many as there are values. */
function hasMoreSeparators(source: string, most: number): boolean {
  const separators = /[\n,[{]|[:?-](?=[\s,[\]{}])/g;
  let count = 0;
  while (count <= most && separators.test(source)) count++;
  return count > most;
}
