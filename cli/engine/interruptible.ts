/** Signals by which people and pipelines stop a command. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs something that has to clean up after itself. The first signal stops it: the engine ends what it has begun and no
 * more. The second one cleans up and ends the process as if nobody listened.
 *
 * @param use gets a signal that tells the processes it starts to stop, and what says whether that was asked for
 * @param cleanUp what must have happened before the process ends; it may be called twice
 * @param atTerminal whether a terminal sends its Ctrl-C to this process and to all that it has started. Default: as it is
 */
export async function interruptible<Result>(
  use: (signal: AbortSignal, isStopping: () => boolean) => Promise<Result>,
  cleanUp: () => void,
  tell: (text: string) => void,
  atTerminal: boolean = process.stdin.isTTY,
): Promise<Result> {
  const controller = new AbortController();
  let stopping = false;
  const listen = (name: NodeJS.Signals) => {
    if (!stopping) {
      stopping = true;
      tell("stopping: what has begun is ended, nothing else begins; the same again stops at once\n");
      // The engine has this Ctrl-C already, and would take another for the order to leave everything as it lies.
      if (!(name === "SIGINT" && atTerminal)) controller.abort();
      return;
    }
    cleanUp();
    ignore();
    process.kill(process.pid, name);
  };
  const ignore = () => signals.forEach((name) => process.off(name, listen));
  signals.forEach((name) => process.on(name, listen));
  try {
    return await use(controller.signal, () => stopping);
  } finally {
    cleanUp();
    ignore();
  }
}
