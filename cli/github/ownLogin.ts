import type { Octokit } from "@octokit/rest";
import { asked } from "./gitHubFailure.js";

/** The part of a comment's or an issue's author that says who it is. */
export interface Author {
  readonly login?: string;
  readonly type?: string;
}

/**
 * The login behind a token. REST's `GET /user` refuses the token of a workflow, which belongs to an app; GraphQL's
 * `viewer` answers for people and apps alike.
 */
export async function ownLogin(octokit: Octokit): Promise<string> {
  const { viewer } = await asked("who the token belongs to", () =>
    octokit.graphql<{ viewer: { login: string } }>("query { viewer { login } }"),
  );
  return viewer.login;
}

/** Whether something was written by `login`; an app's is called `name[bot]` by REST, and not always by GraphQL. */
export function isBy(login: string, author: Author | null | undefined): boolean {
  if (author?.login === undefined) return false;
  return author.login === login || (author.type === "Bot" && author.login === `${login}[bot]`);
}
