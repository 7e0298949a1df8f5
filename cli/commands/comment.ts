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

Usage: basalt comment REPORT.json... [--pull-request N] [--json]

REPORT.json is what \`basalt preview --json\` wrote: a report, or a list of them.

Options:
  --pull-request N  write it to the pull request, or bring the comment up to date that is there; needs GITHUB_TOKEN
                    and GITHUB_REPOSITORY
  --json            print what was done as JSON: done, url; without --pull-request the comment
  --help            print this

Whatever the reports say, the comment has no mentions, links or markup of theirs, and fits what GitHub takes: what
matters least is left out first.
Exit codes: 0 written, 2 could not run.

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
          json: { type: "boolean", default: false },
        },
        "REPORT.json",
      );
      const pullRequest = numberOf(values["pull-request"]);
      if (all.length === 0) throw new UsageError("found no report; allowed: REPORT.json...");
      const body = commentMarkdown(reportsIn(all, io));
      if (pullRequest === undefined) {
        const whole = marked(marker, body);
        io.out(values.json ? `${JSON.stringify({ version: 1, body: whole })}\n` : whole);
        return exitCodes.clean;
      }
      const { done, url } = await post({ pullRequest, marker, body }, io);
      io.out(values.json ? `${JSON.stringify({ version: 1, done, url })}\n` : `${done}: ${url}\n`);
      return exitCodes.clean;
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

function reportsIn(files: readonly string[], io: Io): ConsequencesReport[] {
  const reports = files.flatMap((file) => reportsOf(file, io));
  if (reports.length <= mostReports) return reports;
  throw new UsageError(`found ${reports.length} reports; allowed: at most ${mostReports}`);
}

function reportsOf(file: string, { directory }: Io): ConsequencesReport[] {
  const path = isAbsolute(file) ? file : resolve(directory, file);
  let json: unknown;
  try {
    const { size } = statSync(path);
    if (!statSync(path).isFile() || size > mostBytes)
      throw new Error(`no file of at most ${mostBytes} bytes`);
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new UsageError(
      `${JSON.stringify(file)}: found what cannot be read (${printable(shorten(reason, 200))}); allowed: what \`basalt preview --json\` wrote`,
      { cause: error },
    );
  }
  return (Array.isArray(json) ? json : [json]).map((each) => readReport(each, file));
}
