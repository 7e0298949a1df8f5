import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineStack } from "../engine/engineStack.js";
import { isAlive } from "../engine/isAlive.js";
import { isSameTable, processTable } from "../engine/processTable.js";
import type { JournalEntry } from "../history/journal.js";

/** Who has a stack to himself. */
export interface LockHolder {
  readonly user?: string;
  readonly host?: string;
  readonly pid?: number;
  /** Since when; ISO 8601. */
  readonly since?: string;
}

/** dead: its process is gone. alive: it runs here. elsewhere: nobody on this machine can know. */
export type Liveness = "dead" | "alive" | "elsewhere";

/** An engine takes its lock before it begins, a moment after Basalt has written down that it does; in milliseconds. */
const untilLocked = 60_000;

/**
 * Whether whoever holds a lock still runs. A lock has a host's name and a process's number, and neither is one machine's
 * alone: containers call themselves as they like, and number their processes themselves. That a number is nobody's here
 * proves nothing, then, unless this machine's journal has an update that was killed and began just before the lock.
 *
 * @param interrupted updates that never ended and whose process is gone, as the journal has them
 */
export function livenessOf({ host, pid, since }: LockHolder, interrupted: readonly JournalEntry[]): Liveness {
  if (pid === undefined || host !== hostname()) return "elsewhere";
  if (isAlive(pid)) return "alive";
  const own = processTable();
  const locked = Date.parse(since ?? "");
  const isOwn = (entry: JournalEntry) => {
    const begun = Date.parse(entry.begun);
    // Backends may tell the lock's time in whole seconds, cut off.
    return isSameTable(entry, own) && locked > begun - 1_000 && locked < begun + untilLocked;
  };
  return interrupted.some(isOwn) ? "dead" : "elsewhere";
}

/** Whether two are one: the same process with the same lock. */
export function isSameHolder(a: LockHolder, b: LockHolder): boolean {
  return a.user === b.user && a.host === b.host && a.pid === b.pid && a.since === b.since;
}

/** A process of another machine of which somebody says that it is dead. */
export interface DeadHolder {
  readonly host: string;
  readonly pid: number;
  /** When it took the lock, as the lock says it; absent of one that has no time. */
  readonly since?: string;
}

/**
 * Whether a holder is exactly the one that somebody says is dead, its time included: containers have one host's name and
 * one process's number again and again, and a newer lock of both is another's.
 */
export function isDeclaredDead(declared: DeadHolder | undefined): (holder: LockHolder) => boolean {
  return (holder) =>
    declared !== undefined &&
    holder.host === declared.host &&
    holder.pid === declared.pid &&
    isoTime(holder.since) === isoTime(declared.since);
}

/** What `--holder-is-dead` takes for a holder: `laptop:7@2026-05-01T12:00:00Z`. Undefined where it has no number. */
export function deadHolderText({ host, pid, since }: LockHolder): string | undefined {
  if (host === undefined || pid === undefined) return undefined;
  const time = isoTime(since);
  return `${host}:${pid}${time === undefined ? "" : `@${time}`}`;
}

/** The holder that such a text names; undefined where it names none. */
export function parseDeadHolder(text: string): DeadHolder | undefined {
  const [, host, pid, since] = /^([^\s@]+):([1-9]\d{0,9})(?:@(\d{4}-[\dTZ:.+-]+))?$/.exec(text) ?? [];
  if (host === undefined || pid === undefined) return undefined;
  if (since !== undefined && isoTime(since) === undefined) return undefined;
  return { host, pid: Number(pid), ...(since === undefined ? {} : { since }) };
}

/** In UTC and whole milliseconds, in which a lock's time is the same however exactly, and of what zone, it is told. */
function isoTime(time: string | undefined): string | undefined {
  const parsed = Date.parse(time ?? "");
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString();
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
