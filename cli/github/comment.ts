import { UsageError } from "../io.js";
import type { GitHub } from "./gitHub.js";
import { asked } from "./gitHubFailure.js";
import { hasMarker, longestBody, marked } from "./marker.js";
import { isBy } from "./ownLogin.js";

/** A comment that is to be on a pull request, once. */
export interface CommentArgs {
  readonly pullRequest: number;
  /** By which it is found again, such as `preview`. */
  readonly marker: string;
  /** Markdown. At most 65,536 characters with the marker's line. */
  readonly body: string;
}

/** What was done about a comment or an issue, and where it is to be read. */
export interface Written {
  readonly done: "created" | "updated" | "unchanged";
  readonly url: string;
}

/**
 * Writes a comment, or brings the one up to date that was written before under the same marker in the same name;
 * somebody else's is never touched, whatever it contains.
 *
 * @throws UsageError that says what GitHub refused, and what to do
 */
export async function upsertComment(
  github: GitHub,
  { pullRequest, marker, body: text }: CommentArgs,
): Promise<Written> {
  const { octokit, owner, repo } = github;
  const where = { owner, repo };
  const body = withinLimit(marked(marker, text), `the comment on pull request ${pullRequest}`);
  const found = await findComment(github, pullRequest, marker);
  if (found?.body === body) return { done: "unchanged", url: found.html_url };
  const url = await asked(`the comment on pull request ${pullRequest}`, async () => {
    const { data } = found
      ? await octokit.rest.issues.updateComment({ ...where, comment_id: found.id, body })
      : await octokit.rest.issues.createComment({ ...where, issue_number: pullRequest, body });
    return data.html_url;
  });
  return { done: found ? "updated" : "created", url };
}

async function findComment({ octokit, owner, repo, login }: GitHub, pullRequest: number, marker: string) {
  const own = await login();
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: pullRequest,
    per_page: 100,
  });
  return asked(`the comments of pull request ${pullRequest}`, async () => {
    for await (const { data } of pages) {
      const found = data.find((comment) => isBy(own, comment.user) && hasMarker(marker, comment.body));
      if (found) return found;
    }
    return undefined;
  });
}

/** What is too long is said before it is sent: shortening by meaning is its writer's. */
export function withinLimit(body: string, what: string): string {
  if (body.length <= longestBody) return body;
  throw new UsageError(
    `GitHub: ${what}: found ${body.length} characters; allowed: at most ${longestBody}; shorten it`,
  );
}
