import { withinLimit, type Written } from "./comment.js";
import type { GitHub } from "./gitHub.js";
import { asked } from "./gitHubFailure.js";
import { hasMarker, marked } from "./marker.js";
import { isBy } from "./ownLogin.js";

/** An issue that is to be open, once. */
export interface IssueArgs {
  /** By which it is found again, such as `drift:prod`. */
  readonly marker: string;
  readonly title: string;
  /** Markdown. At most 65,536 characters with the marker's line. */
  readonly body: string;
  /** Labels of a new issue; those of one that is there are people's. */
  readonly labels?: readonly string[];
}

/**
 * Opens an issue, or brings the open one up to date that was opened before under the same marker in the same name. One
 * that was closed stays closed: the next is a new one.
 *
 * @throws UsageError that says what GitHub refused, and what to do
 */
export async function upsertIssue(
  github: GitHub,
  { marker, title, body: text, labels }: IssueArgs,
): Promise<Written> {
  const { octokit, owner, repo } = github;
  const where = { owner, repo };
  const what = `the issue ${JSON.stringify(title)}`;
  const body = withinLimit(marked(marker, text), what);
  const found = await findIssue(github, marker);
  if (found?.body === body && found.title === title) return { done: "unchanged", url: found.html_url };
  const url = await asked(what, async () => {
    const { data } = found
      ? await octokit.rest.issues.update({ ...where, issue_number: found.number, title, body })
      : await octokit.rest.issues.create({
          ...where,
          title,
          body,
          ...(labels ? { labels: [...labels] } : {}),
        });
    return data.html_url;
  });
  return { done: found ? "updated" : "created", url };
}

/**
 * Says a last word on the open issue of this marker and closes it.
 *
 * @returns its address; undefined where none is open
 */
export async function closeIssue(
  github: GitHub,
  { marker, comment }: { readonly marker: string; readonly comment: string },
): Promise<string | undefined> {
  const found = await findIssue(github, marker);
  if (!found) return undefined;
  const { octokit, owner, repo } = github;
  const issue = { owner, repo, issue_number: found.number };
  await asked(`issue ${found.number}`, async () => {
    // Closed first: a run that ends between the two must not leave an issue open that says it is over.
    await octokit.rest.issues.update({ ...issue, state: "closed", state_reason: "completed" });
    await octokit.rest.issues.createComment({ ...issue, body: comment });
  });
  return found.html_url;
}

async function findIssue({ octokit, owner, repo, login }: GitHub, marker: string) {
  const own = await login();
  const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    state: "open",
    per_page: 100,
  });
  return asked("the open issues", async () => {
    for await (const { data } of pages) {
      // The list has pull requests too.
      const found = data.find(
        (issue) => !issue.pull_request && isBy(own, issue.user) && hasMarker(marker, issue.body),
      );
      if (found) return found;
    }
    return undefined;
  });
}
