import { hostname, userInfo } from "node:os";

/** Who runs this command, for whoever reads the history: a pipeline's actor, else the account on this machine. */
export function whoRuns(env: Readonly<Record<string, string | undefined>>): string {
  const { GITHUB_ACTIONS, GITHUB_ACTOR, GITLAB_USER_LOGIN } = env;
  if (GITHUB_ACTIONS === "true" && GITHUB_ACTOR !== undefined) return `${GITHUB_ACTOR} (GitHub Actions)`;
  if (GITLAB_USER_LOGIN !== undefined) return `${GITLAB_USER_LOGIN} (GitLab)`;
  return `${accountName()}@${hostname()}`;
}

/** A container may run as a number that has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
