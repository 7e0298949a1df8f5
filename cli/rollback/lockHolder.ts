import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineStack } from "../engine/engineStack.js";
import { isAlive } from "../engine/isAlive.js";

/** Who has a stack to himself. */
export interface LockHolder {
  readonly user?: string;
  readonly host?: string;
  readonly pid?: number;
  /** Since when; ISO 8601. */
  readonly since?: string;
}

/** dead: its process is gone. alive: it runs here. elsewhere: nobody on this machine can know. */
export function livenessOf({ host, pid }: LockHolder): "dead" | "alive" | "elsewhere" {
  if (pid === undefined || host !== hostname()) return "elsewhere";
  return isAlive(pid) ? "alive" : "dead";
}

/** Holders as the engine's refusal names them: `created by user@host (pid 7) at 2026-…`. Cloud backends name none. */
export function holdersIn(message: string): LockHolder[] {
  const named = [...message.matchAll(/created by (.*)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(
    ([, user = "", host = "", pid, since = ""]) => ({ user, host, pid: Number(pid), since }),
  );
  return named.length > 0 ? named : [{}];
}

/**
 * The holders of a stack in a backend of files; of other backends undefined: only an update is told there.
 *
 * @param project the project's name
 */
export function lockHolders(
  backend: string | undefined,
  project: string,
  stack: string,
): LockHolder[] | undefined {
  if (!backend?.startsWith("file:///")) return undefined;
  const root = join(fileURLToPath(backend), ".pulumi/locks");
  // Old backends kept all projects' stacks together.
  return [join(root, "organization", project, stack), join(root, stack)].flatMap((folder) =>
    filesIn(folder).map((name): LockHolder => {
      try {
        const lock = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
        const { pid, username, hostname: host, timestamp } = lock;
        return {
          ...(typeof username === "string" ? { user: username } : {}),
          ...(typeof host === "string" ? { host } : {}),
          ...(typeof pid === "number" ? { pid } : {}),
          ...(typeof timestamp === "string" ? { since: timestamp } : {}),
        };
      } catch {
        return {};
      }
    }),
  );
}

/** Address of the backend where it is one of files or buckets; undefined where nobody says. */
export async function backendOf({ workspace }: Pick<EngineStack, "workspace">): Promise<string | undefined> {
  try {
    const { url } = await workspace.whoAmI();
    return url === undefined || url.startsWith("http") ? undefined : url;
  } catch {
    return undefined;
  }
}

/** For a message: `alice@laptop, process 7, since …`. */
export function holderText({ user, host, pid, since }: LockHolder): string {
  if (pid === undefined) return "somebody whom the backend does not name";
  return `${user ?? "?"}@${host ?? "?"}, process ${pid}${since === undefined ? "" : `, since ${since}`}`;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
