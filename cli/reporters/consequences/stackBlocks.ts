import type { ConsequencesReport, PinChange } from "../../consequences/report.js";
import type { DiffGroup } from "../reach/diffGroups.js";
import { plainName } from "../reach/escape.js";
import type { Escape } from "../reach/tables.js";
import { block, type Block } from "./block.js";
import { changeRows, orderText, shortType, type ChangeRow } from "./changeRows.js";
import { code, codes } from "./code.js";
import { flowsMermaid } from "./flowsMermaid.js";
import { agesText, pinText } from "./pinText.js";
import { exceptionRows, findingRows, isRefusal, type ExceptionRow, type FindingRow } from "./policyRows.js";
import { connectionGroups, summary, verdictWords } from "./summary.js";
import { removedText } from "./removedText.js";

/** What of a stack matters more than what; a stack's verdict is never left out before anything else. */
const ranks = {
  verdict: 0,
  failures: 1,
  refusals: 2,
  broken: 3,
  connections: 4,
  nodes: 5,
  changes: 6,
  pins: 7,
  findings: 8,
  exceptions: 9,
  picture: 10,
  details: 11,
} as const;

const forComment: Escape = { name: code, text: code, arrow: [] };
const forPicture: Escape = { name: plainName, text: plainName, arrow: [] };

const mostNames = 12;

/**
 * One stack's part of a comment, in the order in which a reviewer reads it.
 *
 * @param alone whether the comment is about no other, and begins with what this stack's part would begin with
 */
export function stackBlocks(report: ConsequencesReport, alone: boolean): Block[] {
  const groups = connectionGroups(report, forComment);
  return [
    verdictBlock(report, groups, alone),
    ...failureBlocks(report),
    ...changeBlocks(report),
    ...policyBlocks(report),
    ...networkBlocks(report, groups),
    ...pinBlocks(report),
    ...detailBlocks(report, groups),
  ];
}

/** `**Changes**: prod: 3 replaced (3 node groups).` */
export function verdictLine(report: ConsequencesReport): string {
  return `**${verdictWords[report.verdict]}**: ${code(report.stack)}: ${summary(report, connectionGroups(report, forComment), code)}.`;
}

function verdictBlock(report: ConsequencesReport, groups: readonly DiffGroup[], alone: boolean): Block {
  const { verdict, stack, commit, source } = report;
  const at = commit
    ? `At ${code(commit.id.slice(0, 12))}${commit.clean ? "" : " and changes that are not committed"}. `
    : "";
  const about = report.removed
    ? `${at}${removedText(report, code)}`
    : source === "engine"
      ? `${at}Compared with what is deployed.`
      : `${at}Compared with the plan of ${code(report.base)}: what is deployed was **not** asked, and may differ.`;
  if (alone) return block(ranks.verdict, [about]);
  return block(ranks.verdict, [
    `### ${code(stack)}: ${verdictWords[verdict].toLowerCase()}`,
    "",
    `${upper(summary(report, groups, code))}. ${about}`,
  ]);
}

function failureBlocks({ failures }: ConsequencesReport): Block[] {
  return listed(
    ranks.failures,
    "Failures",
    "failures",
    failures.flatMap((text) => text.split("\n")).map((line) => `- ${code(line)}`),
  );
}

function changeBlocks({ changes }: ConsequencesReport): Block[] {
  const rows = changeRows(changes);
  return [
    ...listed(ranks.nodes, "Nodes", "changes", rows.filter(({ nodes }) => nodes).map(changeLine)),
    ...listed(
      ranks.changes,
      "Resources",
      "kinds of change",
      rows.filter(({ nodes }) => !nodes).map(changeLine),
    ),
  ];
}

function changeLine({ action, type, names, order, properties }: ChangeRow): string {
  const why = [
    ...(properties.length > 0 ? [`because of ${codes(properties, mostNames)}`] : []),
    ...(order ? [orderText(order)] : []),
  ].join("; ");
  return `- **${action}** ${code(shortType(type))}${names.length > 1 ? ` ×${names.length}` : ""}: ${codes(names, mostNames)}${why === "" ? "" : ` (${why})`}`;
}

function policyBlocks({ policies }: ConsequencesReport): Block[] {
  const rows = findingRows(policies.findings);
  return [
    ...listed(ranks.refusals, "Policies that refuse it", "refusals", rows.filter(isRefusal).map(findingLine)),
    ...listed(
      ranks.findings,
      "Other policy findings",
      "findings",
      rows.filter((row) => !isRefusal(row)).map(findingLine),
    ),
    ...listed(
      ranks.exceptions,
      "Exceptions in force",
      "exceptions",
      exceptionRows(policies.exceptions).map(exceptionLine),
    ),
  ];
}

function findingLine(row: FindingRow): string {
  const { rule, severity, kind, names } = row;
  // How to mend it, whoever has to will ask for; that it is undecided, stands before it.
  const message = isRefusal(row) ? row.message : row.message.replace(/^undecided: |; fix: .*$/gsu, "");
  const about = names.length > 0 ? ` (${codes(names, mostNames)})` : "";
  return `- **${severity}** ${code(rule)}${about}${kind === "undecided" ? ", undecided until the deployment" : ""}: ${code(message)}`;
}

function exceptionLine({ resource, rules, reason, expires, expired }: ExceptionRow): string {
  return `- ${expired ? "**ended**" : "until"} ${code(expires)}: ${code(resource)} may break ${codes(rules, mostNames)}: ${code(reason)}`;
}

function networkBlocks({ network }: ConsequencesReport, groups: readonly DiffGroup[]): Block[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const header = ["", "from", "to", "what", "because of"];
  return [
    ...listed(
      ranks.broken,
      "Required flows that would break",
      "broken flows",
      network.broken.map((text) => `- ${code(text)}`),
    ),
    ...(groups.length > 0
      ? [
          block(ranks.connections, ["#### Connections", "", row(header), row(header.map(() => "---"))], {
            items: groups.map((group) => [row(groupCells(group))]),
            more: (count) => `${count} more connections`,
          }),
        ]
      : []),
    ...(network.unknown === undefined
      ? []
      : [block(ranks.connections, [`Not known of the network: ${code(network.unknown)}.`])]),
  ];
}

function groupCells({ sign, widening, declared, from, to, traffic, flows }: DiffGroup): string[] {
  const words = { "+": "**opens**", "-": "closes", "?": "may open" };
  const flow =
    flows.length > 0
      ? flows.slice(0, mostNames).join(", ")
      : widening && !declared
        ? "**no flow declares it**"
        : "";
  return [words[sign], from, to, traffic, flow];
}

function pinBlocks({ pins }: ConsequencesReport): Block[] {
  // No table: an image's two names are wider than a comment, and what comes would be out of sight.
  return listed(ranks.pins, "Pins", "pins", pins.map(pinLine));
}

/** ``- `nodes/general`: from `1.66.0`, 83 days old, to `1.67.0`, 3 days old (80 days newer than before)`` */
function pinLine(pin: PinChange): string {
  const { name, from, to, fromAgeDays, toAgeDays } = pin;
  const ages = agesText(pin);
  const before = pinText(from, fromAgeDays, code);
  const after = pinText(to, toAgeDays, code);
  const versions =
    from === undefined
      ? `new, ${after}`
      : to === undefined
        ? `gone, was ${before}`
        : `from ${before}${fromAgeDays === undefined ? "" : ","} to ${after}`;
  return `- ${code(name)}: ${versions}${ages === "" ? "" : ` (${ages})`}`;
}

function detailBlocks(report: ConsequencesReport, groups: readonly DiffGroup[]): Block[] {
  const picture = flowsMermaid(connectionGroups(report, forPicture));
  const details = [
    ...report.changes.map(
      ({ action, urn, properties }) =>
        `- ${action} ${code(urn)}${properties.length > 0 ? `: ${codes(properties, 40)}` : ""}`,
    ),
    ...groups.flatMap(({ sign, from, to, causes }) =>
      causes.length > 0
        ? [`- ${sign === "-" ? "closes" : "opens"} ${from} to ${to}: ${causes.join("; ")}`]
        : [],
    ),
  ];
  return [
    ...(picture
      ? [
          folded(
            ranks.picture,
            "Picture of the flows that change",
            [["```mermaid", ...picture, "```"]],
            "pictures",
          ),
        ]
      : []),
    ...(details.length > 0
      ? [
          folded(
            ranks.details,
            "Every change, by its whole name",
            details.map((line) => [line]),
            "details",
          ),
        ]
      : []),
  ];
}

/** Markdown inside needs empty lines around it. */
function folded(rank: number, title: string, items: readonly (readonly string[])[], noun: string): Block {
  return block(rank, ["<details>", `<summary>${title}</summary>`, ""], {
    folded: true,
    items,
    tail: ["", "</details>", ""],
    more: (count) => `${count} more ${noun}`,
  });
}

function listed(rank: number, heading: string, noun: string, lines: readonly string[]): Block[] {
  if (lines.length === 0) return [];
  return [
    block(rank, [`#### ${heading}`, ""], {
      items: lines.map((line) => [line]),
      more: (count) => `${count} more ${noun}`,
    }),
  ];
}

function upper(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
