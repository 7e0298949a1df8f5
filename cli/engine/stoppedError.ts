import { UsageError } from "../io.js";

/** What ends a command that was told to stop, where something new would begin. */
export class StoppedError extends UsageError {}

/** Says that nothing new begins once somebody has told the command to stop. */
export type GoOn = () => void;

/** @throws StoppedError where that was asked for */
export function goOnUnless(isStopping: () => boolean): GoOn {
  return () => {
    if (isStopping()) throw new StoppedError("stopped, as asked");
  };
}
