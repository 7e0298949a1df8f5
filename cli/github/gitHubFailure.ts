import { UsageError } from "../io.js";

/** What GitHub's answers mean, and what to do. */
const todo: Readonly<Record<number, string>> = {
  401: "the token is wrong or has expired; allowed: a valid GITHUB_TOKEN",
  403: "the token may not do this; in a workflow, `permissions` of the job must have `pull-requests: write` for comments and `issues: write` for issues (a pull request from a fork never has them)",
  404: "there is no such thing, or the token may not see it; check GITHUB_REPOSITORY, the number, and what the token may read",
  410: "issues are switched off in this repository; switch them on in its settings",
};

/** Asks GitHub something; a refusal becomes a mistake that says what was asked, what came back and what to do. */
export async function asked<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw gitHubFailure(error, what);
  }
}

/**
 * A refusal of GitHub's as a mistake that says what to do; whatever else it is, unchanged. Has nothing of what was sent,
 * the token least of all.
 *
 * @param what what was asked, as a noun: `the comments of pull request 7`
 */
export function gitHubFailure(error: unknown, what: string): unknown {
  if (!(error instanceof Error)) return error;
  // No cause: an error of octokit's carries the request, with its body.
  if (error.name === "GraphqlResponseError")
    return new UsageError(`GitHub: ${what}: ${firstLine(error.message)}; check what GITHUB_TOKEN may read`);
  if (error.name !== "HttpError") return error;
  const { status, response } = error as Error & { status: number; response?: { headers: Headers } };
  if (!response)
    return new UsageError(
      `GitHub: ${what}: it cannot be reached (${firstLine(error.message)}); check GITHUB_API_URL and the network`,
    );
  const reset = rateLimitReset(status, response.headers);
  if (reset !== undefined)
    return new UsageError(
      `GitHub: ${what}: the token's rate limit is used up${reset === "" ? "" : ` until ${reset}`}; run this again then`,
    );
  const advice =
    todo[status] ??
    (status >= 500 ? "this is GitHub's; run it again later" : "the message says what it refuses");
  return new UsageError(`GitHub: ${what}: HTTP ${status} (${firstLine(error.message)}); ${advice}`);
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** When a used-up rate limit begins anew; "" where it does not say, undefined where the answer is about something else. */
export function rateLimitReset(status: number, headers: Headers): string | undefined {
  const used = status === 429 || (status === 403 && isRateLimited(headers));
  if (!used) return undefined;
  const seconds = Number(headers["x-ratelimit-reset"]);
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : "";
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isRateLimited(headers: Headers): boolean {
  return headers["retry-after"] !== undefined || String(headers["x-ratelimit-remaining"]) === "0";
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.slice(0, 300);
}
