import type { JournalEntry } from "./journal.js";
import type { PinChange } from "../consequences/report.js";
import { deployedEntry } from "./deployedEntry.js";
import { declarationOf, type HistoryEntry } from "./historyEntry.js";
import type { ProjectRepository } from "./repositoryOf.js";

/**
 * What can be returned to: what `basalt history --json` prints. docs/rollback-json.md describes it. `version` changes
 * when a field changes its meaning or goes; new fields do not change it.
 */
export interface HistoryReport {
  readonly version: 1;
  readonly stack: string;
  /** How many entries there are, shown or not. */
  readonly total: number;
  /** Number of the entry that `--to -1` names; absent where there is none, or nobody can tell. */
  readonly previous?: number;
  /** Newest first. */
  readonly entries: readonly ReportedEntry[];
  /** Updates that Basalt began here, that never ended and that no later one has come after: a killed engine leaves no entry. Newest first. */
  readonly interrupted: readonly JournalEntry[];
}

/** One operation on the stack. */
export interface ReportedEntry {
  /** What `--to` takes. */
  readonly number: number;
  readonly kind: string;
  readonly result: string;
  /** When it began, ISO 8601 in UTC. */
  readonly time: string;
  readonly message: string;
  readonly who?: string;
  /** Absent where it was deployed from outside a repository. */
  readonly commit?: ReportedCommit;
  /** The commit of the stack file and the namespaces, where it is another than the program's. */
  readonly declaration?: string;
  /** Whether this is what runs. */
  readonly deployed: boolean;
  /** Where it was a rollback: the commits that it left, where known, and returned to. */
  readonly rollback?: { readonly from?: string; readonly to: string };
  readonly pins: Readonly<Record<string, string>>;
  /** Pins that differ from those of the update before it. */
  readonly pinChanges: readonly PinChange[];
  /** Resources by what happened to them: the engine's words. */
  readonly resourceChanges: Readonly<Record<string, number>>;
}

/** The commit that an entry ran. */
export interface ReportedCommit {
  readonly id: string;
  /** Whether the repository still has it; `unknown` outside one. */
  readonly present: boolean | "unknown";
  /** Whether what ran was exactly this commit, secrets apart. */
  readonly clean: boolean;
}

/**
 * @param entries newest first
 * @param previous what `--to -1` names
 * @param limit the most entries that are told
 */
export function historyReport(
  stack: string,
  entries: readonly HistoryEntry[],
  interrupted: readonly JournalEntry[],
  repository: Pick<ProjectRepository, "has"> | undefined,
  previous: HistoryEntry | undefined,
  limit = Infinity,
): HistoryReport {
  const shown = entries.slice(0, limit);
  const commits = shown.flatMap(({ version }) => (version ? [version.commit, declarationOf(version)] : []));
  const present = repository?.has(commits);
  const deployed = deployedEntry(entries);
  return {
    version: 1,
    stack,
    total: entries.length,
    ...(previous ? { previous: previous.number } : {}),
    entries: shown.map((entry, index): ReportedEntry => {
      const { number, kind, result, time, summary, who, version, clean, rollback, pins, changes } = entry;
      return {
        number,
        kind,
        result,
        time,
        message: summary,
        ...(who === undefined ? {} : { who }),
        ...(version === undefined
          ? {}
          : {
              commit: {
                id: version.commit,
                present: present
                  ? present.has(version.commit) && present.has(declarationOf(version))
                  : "unknown",
                clean,
              },
              ...(version.declaration === undefined ? {} : { declaration: version.declaration }),
            }),
        deployed: entry === deployed,
        ...(rollback ? { rollback } : {}),
        pins,
        pinChanges: kind === "update" ? pinChanges(updateBefore(entries, index), entry) : [],
        resourceChanges: changes,
      };
    }),
    interrupted: interrupted.map(readable),
  };
}

/** The journal is a file that anybody may have written into: what is no text there is none here. */
function readable(entry: JournalEntry): JournalEntry {
  const text = (value: unknown) => (typeof value === "string" ? value : "unknown");
  const { summary, who, host, begun } = entry;
  const [kind, pid] = [entry.kind, entry.pid] as readonly unknown[];
  return {
    ...entry,
    kind: kind === "rollback" ? kind : "deploy",
    summary: text(summary),
    who: text(who),
    host: text(host),
    begun: text(begun),
    pid: typeof pid === "number" ? pid : 0,
  };
}

/** The last update before the one at `index` that went well. */
function updateBefore(entries: readonly HistoryEntry[], index: number): HistoryEntry | undefined {
  return entries.slice(index + 1).find(({ kind, result }) => kind === "update" && result === "succeeded");
}

/** Pins by which two entries differ, by name; of the first update none, as all of them are new. */
export function pinChanges(
  before: Pick<HistoryEntry, "pins"> | undefined,
  after: Pick<HistoryEntry, "pins">,
): PinChange[] {
  if (!before) return [];
  const names = [...new Set([...Object.keys(before.pins), ...Object.keys(after.pins)])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before.pins[name], after.pins[name]];
    if (from === to) return [];
    return [{ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}
