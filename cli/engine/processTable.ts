import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Where a process's number means something: on one machine, from one start of its kernel to the next, in one PID
 * namespace. Containers may call themselves by their host's name and have other processes by the same numbers.
 */
export interface ProcessTable {
  readonly host: string;
  /** The kernel's own name for the time since it was started; absent where it gives none, as on macOS. */
  readonly boot?: string;
  /** `pid:[4026531836]`; absent where there are none. */
  readonly pidNamespace?: string;
}

/** This process's. */
export function processTable(): ProcessTable {
  const boot = told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const pidNamespace = told(() => readlinkSync("/proc/self/ns/pid"));
  return {
    host: hostname(),
    ...(boot === undefined ? {} : { boot }),
    ...(pidNamespace === undefined ? {} : { pidNamespace }),
  };
}

/** Whether numbers of processes mean the same in both. */
export function isSameTable(a: ProcessTable, b: ProcessTable): boolean {
  return a.host === b.host && a.boot === b.boot && a.pidNamespace === b.pidNamespace;
}

function told(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
