import { readFileSync } from "node:fs";

/** Whether a process of this machine runs, whoever's it is. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // Another user's process may not be signalled, and runs.
    return (error as NodeJS.ErrnoException).code === "EPERM" && !isZombie(pid);
  }
}

/** Whether a process is dead, and nobody has asked for its end: in containers often nobody does. Only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    // Its name, in brackets, may have any character. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return /^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "");
  } catch {
    return false;
  }
}
