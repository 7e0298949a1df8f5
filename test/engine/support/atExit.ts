const tasks = new Set<() => void>();

/** Runs `clear` when the process ends, also by a signal; what is returned takes it back. */
export function atExit(clear: () => void): () => void {
  if (tasks.size === 0 && process.listenerCount("exit", runAll) === 0) {
    process.on("exit", runAll);
    // A signal's default ends the process without telling.
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  }
  tasks.add(clear);
  return () => tasks.delete(clear);
}

function runAll(): void {
  for (const task of tasks) task();
}
