import { Mistake } from "./mistake.js";

/** What Helm's templates have between braces, and hardly anything else. */
const action =
  /\{\{-?\s*(?:[.$]|(?:if|else|end|range|with|include|template|define|block|tpl|toYaml|default|quote)\b|\/\*)/;

const allowed = 'rendered manifests; render the chart first ("helm template")';

/** The mistake that a document which cannot be read has a template left in it; undefined where it has none. */
export function findTemplate(source: string): Mistake | undefined {
  const found = action.exec(source);
  return found ? new Mistake(found.index, "a template that is not rendered ({{ … }})", allowed) : undefined;
}

/** The place of a template in what names an object: quoted, it is text for YAML. Undefined where there is none. */
export function findTemplatePath(value: unknown): readonly string[] | undefined {
  return [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]].find((path) => {
    const text = path.reduce<unknown>(
      (each, key) =>
        typeof each === "object" && each !== null ? (each as Record<string, unknown>)[key] : undefined,
      value,
    );
    return typeof text === "string" && text.includes("{{");
  });
}

/** What the problem says of such a path. */
export const templateProblem = { found: "a template that is not rendered ({{ … }})", allowed };
