import { Octokit } from "@octokit/rest";
import { UsageError } from "../io.js";
import { ownLogin } from "./ownLogin.js";
import { withPatience, type Wait } from "./withPatience.js";

/** One repository on GitHub, as somebody who is logged in sees it. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** The login in whose name this writes, asked for once: only what it wrote itself is ever edited. */
  readonly login: () => Promise<string>;
}

/** What a test does otherwise. */
interface GitHubOptions {
  /** How a wait is spent; a test spends none. */
  readonly wait?: Wait;
}

/**
 * The repository that the environment names, as a workflow has it: GITHUB_TOKEN, GITHUB_REPOSITORY and, where it is not
 * github.com, GITHUB_API_URL. Nothing is asked of it yet.
 *
 * @throws UsageError that names everything that is missing
 */
export function gitHubFrom(
  env: Readonly<Record<string, string | undefined>>,
  { wait }: GitHubOptions = {},
): GitHub {
  const mistakes: string[] = [];
  const token = env["GITHUB_TOKEN"] ?? "";
  if (!/^[\x21-\x7e]+$/.test(token))
    mistakes.push(
      `GITHUB_TOKEN: found ${token === "" ? "nothing" : "what no token looks like"}; allowed: a token that may write to the repository`,
    );
  const repository = env["GITHUB_REPOSITORY"] ?? "";
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(repository) ?? [];
  if (owner === undefined || repo === undefined || /^\.+$/.test(repo))
    mistakes.push(`GITHUB_REPOSITORY: found ${JSON.stringify(repository)}; allowed: OWNER/NAME`);
  const baseUrl = apiAddress(env["GITHUB_API_URL"]);
  if (baseUrl === undefined)
    mistakes.push(
      `GITHUB_API_URL: found ${JSON.stringify(env["GITHUB_API_URL"])}; allowed: an https address such as https://api.github.com`,
    );
  if (mistakes.length > 0 || baseUrl === undefined || owner === undefined || repo === undefined)
    throw new UsageError(mistakes.join("\n"));

  const octokit = new Octokit({ auth: token, baseUrl, userAgent: "basalt", log: silent });
  withPatience(octokit, wait);
  let login: Promise<string> | undefined;
  return { octokit, owner, repo, login: () => (login ??= ownLogin(octokit)) };
}

/** Without TLS a token is for everybody to read, except on this machine. */
function apiAddress(text = "https://api.github.com"): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const allowed =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname));
  return allowed && url.username === "" && url.search === "" ? text.replace(/\/+$/, "") : undefined;
}

const ignore = () => undefined;
/** What fails is said once, where it is handled. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
