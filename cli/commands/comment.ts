import { readFileSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Command } from "../command.js";
import { readReport } from "../consequences/readReport.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { marked } from "../github/marker.js";
import type { CommentArgs, Written } from "../github/comment.js";
import { printable, shorten } from "../../problems/problem.js";
import { exitCodes, UsageError, type Io } from "../io.js";
import { readAllArguments } from "../options.js";
import { commentMarkdown } from "../reporters/consequences/commentMarkdown.js";

const help = `basalt comment: the consequences of a pull request in one comment

Usage: basalt comment REPORT.json... [--pull-request N] [--run URL] [--json]

REPORT.json is what \`basalt preview --json\` wrote: a report, or a list of them.

Options:
  --pull-request N  write it to the pull request, or bring the comment up to date that is there; needs GITHUB_TOKEN
                    and GITHUB_REPOSITORY
  --run URL         where the reports are kept; the comment links to it
  --json            print what was done as JSON: done, url; without --pull-request the comment
  --help            print this

Whatever the reports say, the comment has no mentions, links or markup of theirs, and fits what GitHub takes: what
matters least is left out first. What is no report is told in the comment: an older one must not stand for it.
Exit codes: 0 written, 2 could not run, or something was no report.

Examples:
  basalt comment dev.json prod.json
  basalt comment reports/*.json --pull-request 17
`;

/** By which the comment is found again. */
const marker = "preview";

/** Reports are shorter; a longer file is none. */
const mostBytes = 64 * 1024 * 1024;

/** More environments than this, nobody has. */
const mostReports = 100;

/** Nobody who reads a comment of the repository's own would think of it. */
const whose =
  "Told by the pull request's own code: where it changes `cli/`, `policies/` or the workflows, read that first.";

/** Writes a comment to the pull request of a repository that the environment names. */
export type PostComment = (comment: CommentArgs, io: Io) => Promise<Written>;

/** `basalt comment`, by what posts it. */
export function commentWith(post: PostComment): Command {
  return {
    help,
    async run(args, io) {
      const { values, all } = readAllArguments(
        args,
        {
          "pull-request": { type: "string", value: "N" },
          run: { type: "string", value: "URL" },
          json: { type: "boolean", default: false },
        },
        "REPORT.json",
      );
      const pullRequest = numberOf(values["pull-request"]);
      const kept =
        values.run === undefined ? "" : `[The whole, with nothing left out](${runOf(values.run)}). `;
      if (all.length === 0) throw new UsageError("found no report; allowed: REPORT.json...");
      const { reports, mistakes } = reportsIn(all, io);
      if (mistakes.length > 0 && pullRequest === undefined) throw new UsageError(mistakes.join("\n"));
      const body = `${commentMarkdown([...reports, ...mistakes.map(unreadable)])}\n${kept}${whose}\n`;
      if (pullRequest === undefined) {
        const whole = marked(marker, body);
        io.out(values.json ? `${JSON.stringify({ version: 1, body: whole })}\n` : whole);
        return exitCodes.clean;
      }
      const { done, url } = await post({ pullRequest, marker, body }, io);
      io.out(values.json ? `${JSON.stringify({ version: 1, done, url })}\n` : `${done}: ${url}\n`);
      for (const mistake of mistakes) io.err(`basalt comment: ${mistake}\n`);
      return mistakes.length > 0 ? exitCodes.couldNotRun : exitCodes.clean;
    },
  };
}

/** `basalt comment`. */
export const comment: Command = commentWith(async (args, { env }) => {
  const [{ gitHubFrom }, { upsertComment }] = await Promise.all([
    import("../github/gitHub.js"),
    import("../github/comment.js"),
  ]);
  return upsertComment(gitHubFrom(env), args);
});

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new UsageError(`--pull-request: found ${JSON.stringify(text)}; allowed: its number`);
}

/** An address that nothing in it can turn into other markup. */
function runOf(text: string): string {
  if (/^https:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(text)) return text;
  throw new UsageError(`--run: found ${JSON.stringify(text)}; allowed: an https address of a workflow's run`);
}

/** What of the files are reports, and of the rest, why it is none. */
function reportsIn(files: readonly string[], io: Io): { reports: ConsequencesReport[]; mistakes: string[] } {
  const reports: ConsequencesReport[] = [];
  const mistakes: string[] = [];
  const found = files.flatMap((file) =>
    attempt(() => jsonOf(file, io), mistakes).flatMap((json) =>
      (Array.isArray(json) ? json : [json]).map((each: unknown) => ({ file, each })),
    ),
  );
  for (const { file, each } of found.slice(0, mostReports))
    reports.push(...attempt(() => readReport(each, file), mistakes));
  if (found.length > mostReports)
    mistakes.push(`found ${found.length} reports; allowed: at most ${mostReports}`);
  return { reports, mistakes };
}

/** What something answers, or nothing and a mistake more. */
function attempt<Answer>(ask: () => Answer, mistakes: string[]): Answer[] {
  try {
    return [ask()];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    mistakes.push(error.message);
    return [];
  }
}

/** What a pull request is told where a report should be. */
function unreadable(mistake: string): ConsequencesReport {
  return {
    version: 1,
    stack: "unreadable",
    source: "plan",
    base: "nothing",
    verdict: "failed",
    failures: [mistake],
    changes: [],
    unchanged: 0,
    policies: { findings: [], exceptions: [] },
    network: { broken: [] },
    pins: [],
  };
}

function jsonOf(file: string, { directory }: Io): unknown {
  const path = isAbsolute(file) ? file : resolve(directory, file);
  try {
    const { size } = statSync(path);
    if (!statSync(path).isFile() || size > mostBytes)
      throw new Error(`no file of at most ${mostBytes} bytes`);
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new UsageError(
      `${JSON.stringify(file)}: found what cannot be read (${printable(shorten(reason, 200))}); allowed: what \`basalt preview --json\` wrote`,
      { cause: error },
    );
  }
}
