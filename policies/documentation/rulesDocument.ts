import { format, type Options } from "prettier";
import type { Area, Rule } from "../model/rule.js";
import { frameworkIndex } from "./frameworkIndex.js";
import { linkTo, text } from "./markdown.js";
import { ruleChapter } from "./ruleChapter.js";

/** Chapters of the document, in its order, and what the rules of each are about. */
const areas: Readonly<Record<Area, readonly [heading: string, about: string]>> = {
  nodes: ["Nodes", "Machines that run pods: pinned, replaced and never edited, out of reach."],
  cluster: ["Cluster", "The control plane: its version, its endpoint, who may do what, what is logged."],
  pods: ["Images and pods", "What runs, and what it may do on its node."],
  network: ["Network", "Who reaches whom."],
  stack: ["Stack", "All objects of a stack together: whether they do what was declared."],
  program: ["Program", "How resources are changed: by replacement, not in place."],
};

const introduction = `# Rules of the policy pack

Made from the rules by \`npm run rules\`; \`npm run check\` fails when it is stale.

A violation says where it is, what was found, what is allowed and what to do. A mandatory rule keeps the engine from
deploying, an advisory one is told. What only a deployment can tell is told as undecided, not guessed.

A configuration says per rule its level (\`advisory\`, \`mandatory\`, \`disabled\`), its parameters, and exceptions: each for one
resource (its URN, or \`type::name\`), with a reason and the last day (UTC) on which it is accepted. The report shows both; once
the day has passed, the rule holds again.

\`\`\`json
{
  "no-privileged-container": {
    "enforcementLevel": "mandatory",
    "exceptions": [
      {
        "resource": "kubernetes:apps/v1:DaemonSet::node-agent",
        "reason": "The vendor's agent loads a kernel module; ticket 1234",
        "expires": "2026-12-31"
      }
    ]
  }
}
\`\`\``;

/** What docs/rules.md has to be, in the project's formatting. */
export async function rulesDocument(rules: readonly Rule[], formatting: Options): Promise<string> {
  return await format(unformatted(rules), { ...formatting, parser: "markdown" });
}

function unformatted(rules: readonly Rule[]): string {
  const chapters = (Object.keys(areas) as Area[])
    .map((area) => ({ heading: areas[area][0], about: areas[area][1], of: ofArea(rules, area) }))
    .filter(({ of }) => of.length > 0);
  const frameworks = "Frameworks";
  const paragraphs = [
    introduction,
    "## Contents",
    chapters
      .map(({ heading, of }) =>
        [
          `- ${linkTo(heading)}`,
          ...of.map(({ name, description }) => `  - ${linkTo(name)}: ${text(description)}`),
        ].join("\n"),
      )
      .concat(`- ${linkTo(frameworks)}: which rules serve which requirement`)
      .join("\n"),
    ...chapters.flatMap(({ heading, about, of }) => [`## ${heading}`, about, ...of.flatMap(ruleChapter)]),
    `## ${frameworks}`,
    "Requirements that rules serve in part; none is met by rules alone.",
    ...frameworkIndex(rules),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function ofArea(rules: readonly Rule[], area: Area): Rule[] {
  return rules.filter((rule) => rule.area === area);
}
