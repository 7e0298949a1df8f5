import type { Rule } from "../model/rule.js";
import { exampleCode, verdictsOf } from "./examples.js";
import { frameworkHeading } from "./frameworkIndex.js";
import { code, codeBlock, text } from "./markdown.js";
import { parameterList } from "./parameterList.js";

/** All that is said about one rule, in paragraphs. */
export function ruleChapter(rule: Rule): string[] {
  const { complies, violates, configuration } = rule.examples;
  const parameters = parameterList(rule);
  return [
    `### ${text(rule.name)}`,
    sentence(rule.description),
    [
      `- Severity: ${rule.severity}`,
      `- Level: ${rule.enforcementLevel}`,
      `- Judges: ${rule.kind === "stack" ? "all resources of a stack together" : "each resource by itself"}`,
      `- Tags: ${[rule.area, ...(rule.tags ?? [])].map(code).join(", ")}`,
      ...rule.frameworks.map(
        ({ framework, reference, specification }) =>
          `- ${text(frameworkHeading(framework))}, ${text(reference)}: ${text(specification)}`,
      ),
    ].join("\n"),
    `**Why.** ${text(rule.why)}`,
    `**What to do.** ${text(rule.remediationSteps)} Read on: <${rule.url}>`,
    ...(parameters.length > 0 ? ["**Parameters.**", parameters.join("\n")] : []),
    ...(configuration
      ? [
          "**Configured** as this, for both examples:",
          codeBlock("json", JSON.stringify({ [rule.name]: configuration }, undefined, 2)),
        ]
      : []),
    "**Complies.**",
    codeBlock("yaml", exampleCode(complies)),
    "**Violates.**",
    codeBlock("yaml", exampleCode(violates)),
    codeBlock(
      "text",
      verdictsOf(rule, violates)
        .map(({ level, message }) => `[${level}] ${message}`)
        .join("\n"),
    ),
  ];
}

function sentence(description: string): string {
  return text(`${description.charAt(0).toUpperCase()}${description.slice(1)}.`);
}
