import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { isAlive } from "../engine/isAlive.js";
import { isSameTable, processTable, type ProcessTable } from "../engine/processTable.js";
import type { ProjectRepository } from "./repositoryOf.js";

/** An update that Basalt began, and where its process has its number. */
export interface JournalEntry extends ProcessTable {
  readonly id: string;
  readonly kind: "deploy" | "rollback";
  /** First line of the update's message. */
  readonly summary: string;
  readonly who: string;
  readonly pid: number;
  /** ISO 8601, in UTC. */
  readonly begun: string;
  /** When the newest entry of the stack's history began then, by the backend's clock: what comes later has come after. */
  readonly since?: string;
  /** The commit that ran before, where known, and the one that is deployed. */
  readonly from?: string;
  readonly to?: string;
}

/** What is written down before an update begins. */
export type JournalNote = Pick<JournalEntry, "kind" | "summary" | "who" | "since" | "from" | "to">;

/** The updates of one stack that Basalt began here, and how they ended. */
export interface Journal {
  /** Writes down that an update begins, and answers what to call when it has ended. */
  begin(note: JournalNote): (result: "succeeded" | "failed") => void;
  /** Those that never ended and whose process is gone, newest first. */
  interrupted(): JournalEntry[];
  /** Those that run at this moment. */
  running(): JournalEntry[];
  /** Forgets the interrupted ones: what they left behind has been dealt with. */
  settle(): void;
}

/** One line of the file. */
type Line =
  | ({ readonly event: "begun" } & JournalEntry)
  | { readonly event: "ended"; readonly id: string; readonly result: string; readonly time: string };

/**
 * The journal of a stack. A killed engine leaves no entry in the stack's history, so what was going on has to be written
 * down before. It is kept where all work trees of the repository share one, and no commit and no `git status` sees it:
 * in git's own folder. On another machine, as a pipeline's next runner is, it is not there; the backend's lock and the
 * state's pending operations tell the rest.
 */
export function journalOf(repository: ProjectRepository | undefined, stack: string): Journal {
  if (!repository)
    return {
      begin: () => () => undefined,
      interrupted: () => [],
      running: () => [],
      settle: () => undefined,
    };
  const file = join(repository.commonFolder, "basalt", repository.prefix, `${stack}.jsonl`);
  const write = (line: Line) => {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  const end = (id: string, result: string) =>
    write({ event: "ended", id, result, time: new Date().toISOString() });
  const open = () => openEntries(readLines(file)).reverse();
  const isHere = (entry: JournalEntry) => isSameTable(entry, processTable()) && isAlive(entry.pid);
  const interrupted = () => open().filter((entry) => !isHere(entry));
  return {
    begin(note) {
      const entry: JournalEntry = {
        id: randomUUID(),
        ...processTable(),
        pid: process.pid,
        // As the engine's own times, of its locks above all: by the machine's clock, whatever day this process takes it for.
        begun: new Date(performance.timeOrigin + performance.now()).toISOString(),
        ...note,
      };
      write({ event: "begun", ...entry });
      return (result) => end(entry.id, result);
    },
    interrupted,
    running: () => open().filter(isHere),
    settle() {
      for (const { id } of interrupted()) end(id, "settled");
    },
  };
}

/** Entries that have begun and not ended, oldest first. */
function openEntries(lines: readonly Line[]): JournalEntry[] {
  const entries = new Map<string, JournalEntry>();
  for (const line of lines) {
    if (line.event === "ended") entries.delete(line.id);
    else {
      const { event: _event, ...entry } = line;
      entries.set(entry.id, entry);
    }
  }
  return [...entries.values()];
}

/** The lines of a journal; a power failure may have left half of one. */
function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    try {
      const read = JSON.parse(line) as Partial<Line> | null;
      return typeof read?.id === "string" && (read.event === "begun" || read.event === "ended")
        ? [read as Line]
        : [];
    } catch {
      return [];
    }
  });
}
