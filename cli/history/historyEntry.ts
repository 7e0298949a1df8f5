import { configuredPins } from "./configuredPins.js";
import type { HistoryRecord } from "./readHistory.js";
import type { RecordedConfiguration } from "./recordedConfiguration.js";
import { parseUpdateMessage } from "./updateMessage.js";

/** What ran: a program, and the stack file and namespaces that it deployed. */
export interface Version {
  /** The program's commit, in full. */
  readonly commit: string;
  /** The declaration's, where it is another. */
  readonly declaration?: string;
}

/** One operation on a stack. */
export interface HistoryEntry {
  /** 1 is the first; the backend's own number where it has one. It stays with the operation. */
  readonly number: number;
  /** update, refresh, destroy and so on: the engine's words. */
  readonly kind: string;
  readonly result: string;
  /** ISO 8601, in UTC. */
  readonly time: string;
  /** When it ended; absent where it has not. */
  readonly ended?: string;
  /** First line of its message. */
  readonly summary: string;
  /** Who started it, as far as anybody recorded. */
  readonly who?: string;
  /** What ran; absent where it was deployed from outside a repository. */
  readonly version?: Version;
  /** Whether what ran is exactly its commit, secrets apart. */
  readonly clean: boolean;
  /** Where it was a rollback. */
  readonly rollback?: { readonly from?: string; readonly to: string };
  readonly pins: Readonly<Record<string, string>>;
  readonly configuration: RecordedConfiguration;
  /** Resources by what happened to them. */
  readonly changes: Readonly<Record<string, number>>;
}

/** The entries of a history, newest first as it is itself. */
export function historyEntries(records: readonly HistoryRecord[]): HistoryEntry[] {
  const own = new Set(records.map(({ version }) => version ?? 0));
  // File and object-store backends say 0 of each.
  const isNumbered = own.size === records.length && !own.has(0);
  return records.map((record, index) =>
    entryOf(record, isNumbered ? record.version! : records.length - index),
  );
}

function entryOf(record: HistoryRecord, number: number): HistoryEntry {
  const { kind, result, message = "", environment = {}, config = {}, resourceChanges = {} } = record;
  const said = parseUpdateMessage(message);
  const commit = said.commit ?? commitIn(environment["git.head"]);
  const who = said.by ?? whoIn(environment);
  // A rollback puts the present secrets into the stack file of its work tree, which the engine takes for a change. What
  // only keeps a rollback in the history, as a repair does, ran in somebody's own work tree and names no commit.
  const isRollback = said.rolledBackTo !== undefined && said.commit !== undefined;
  const clean = isRollback || environment["git.dirty"] !== "true";
  return {
    number,
    kind,
    result,
    time: isoTime(record.startTime),
    ...(record.endTime === undefined ? {} : { ended: isoTime(record.endTime) }),
    summary: said.summary,
    ...(who === undefined ? {} : { who }),
    ...(commit === undefined
      ? {}
      : {
          version: { commit, ...(said.declaration === undefined ? {} : { declaration: said.declaration }) },
        }),
    clean: commit !== undefined && clean,
    ...(said.rolledBackTo === undefined
      ? {}
      : {
          rollback: {
            ...(said.rolledBackFrom === undefined ? {} : { from: said.rolledBackFrom }),
            to: said.rolledBackTo,
          },
        }),
    pins: configuredPins(config),
    configuration: config,
    changes: { ...resourceChanges },
  };
}

/** Whether two entries ran the same. */
export function isSameVersion(a: Version | undefined, b: Version | undefined): boolean {
  if (!a || !b) return false;
  return a.commit === b.commit && declarationOf(a) === declarationOf(b);
}

/** The commit whose declaration a version deployed. */
export function declarationOf({ commit, declaration }: Version): string {
  return declaration ?? commit;
}

function commitIn(head: string | undefined): string | undefined {
  return head !== undefined && /^[0-9a-f]{40,64}$/.test(head) ? head : undefined;
}

/** The backends of files and buckets keep no account, only what the engine saw of git and of a pipeline. */
function whoIn(environment: Readonly<Record<string, string>>): string | undefined {
  const { "git.author": author, "ci.system": system, "ci.build.url": url } = environment;
  const pipeline = [system, url].filter((part) => part !== undefined && part !== "").join(" ");
  if (pipeline !== "") return pipeline;
  return author === undefined || author === "" ? undefined : `${author} (author of the commit)`;
}

function isoTime(time: Date | string): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
