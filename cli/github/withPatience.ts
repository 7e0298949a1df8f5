import type { Octokit } from "@octokit/rest";
import { setTimeout } from "node:timers/promises";
import { rateLimitReset } from "./gitHubFailure.js";

/** Spends so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>;

const tries = 3;
/** A workflow's minutes cost; whoever is told to wait longer is told so. */
const longestWaitSeconds = 60;

/**
 * Lets every request be tried again where that helps: a rate limit that says how long it holds, and, for what can be
 * asked twice, a server that stumbled. A POST whose answer was lost may have been carried out: asked again it would
 * make a second comment.
 */
export function withPatience(octokit: Octokit, wait: Wait = setTimeout): void {
  octokit.hook.wrap("request", async (request, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(options);
      } catch (error) {
        const seconds = attempt === tries ? undefined : secondsBefore(error, options, attempt);
        if (seconds === undefined) throw error;
        await wait(seconds * 1000);
      }
    }
  });
}

/** How long to wait before the next try; undefined where there must be none. */
function secondsBefore(
  error: unknown,
  { method, url }: { readonly method?: string; readonly url: string },
  attempt: number,
): number | undefined {
  if (!(error instanceof Error) || error.name !== "HttpError") return undefined;
  const { status, response } = error as Error & {
    status: number;
    response?: { headers: Readonly<Record<string, string | undefined>> };
  };
  const headers = response?.headers ?? {};
  if (rateLimitReset(status, headers) !== undefined) {
    const seconds = Number(headers["retry-after"] ?? longestWaitSeconds + 1);
    return seconds >= 0 && seconds <= longestWaitSeconds ? seconds : undefined;
  }
  const repeatable = method !== "POST" || url.endsWith("/graphql");
  return repeatable && (status >= 500 || !response) ? attempt : undefined;
}
