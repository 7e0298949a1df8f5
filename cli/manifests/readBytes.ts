import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Problem } from "../../problems/problem.js";
import type { Budget } from "./limits.js";

/** All bytes of a regular file, or why they cannot be had. Takes them from the budget. */
export function readBytes(path: string, file: string, budget: Budget): Uint8Array | Problem {
  try {
    // Looked at before it is opened, which some devices notice, and after, when nobody can exchange it any more.
    if (!statSync(path).isFile()) return notAFile(file);
    // Without waiting: opening a pipe blocks until somebody writes.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(descriptor);
      return status.isFile() ? readAll(descriptor, file, status.size, budget) : notAFile(file);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(file, error);
  }
}

/** All bytes of standard input, or why they cannot be had. */
export function readStandardInput(descriptor: number, budget: Budget): Uint8Array | Problem {
  try {
    return readAll(descriptor, "-", 0, budget);
  } catch (error) {
    return unreadable("-", error);
  }
}

/** The problem of a file or folder that the system does not let read. */
export function unreadable(file: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
  return {
    file,
    path: "",
    found: `something that cannot be read (${code})`,
    allowed: "a readable file or folder",
  };
}

function notAFile(file: string): Problem {
  return { file, path: "", found: "something that is not a regular file", allowed: "a file or a folder" };
}

const leastBlock = 64 * 1024;

/** Reads to the end, whatever the size that the system tells: some files tell none, and some grow. */
function readAll(descriptor: number, file: string, size: number, budget: Budget): Uint8Array | Problem {
  const { fileBytes, totalBytes } = budget.limits;
  const most = Math.min(fileBytes, budget.bytes);
  const refuse = (): Problem => {
    if (most === fileBytes)
      return {
        file,
        path: "",
        found: `more than ${fileBytes} bytes`,
        allowed: `at most ${fileBytes}; split it`,
      };
    budget.exhausted = true;
    return {
      file,
      path: "",
      found: `more than ${totalBytes} bytes in all files`,
      allowed: "fewer; read parts of it",
    };
  };
  if (size > most) return refuse();
  // One more than is told, so that the end is found without growing.
  let buffer = Buffer.allocUnsafe(Math.max(size + 1, leastBlock));
  let length = 0;
  for (;;) {
    const read = readSome(descriptor, buffer, length);
    if (read === 0) break;
    length += read;
    if (length > most) return refuse();
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(2 * buffer.length);
      buffer.copy(larger);
      buffer = larger;
    }
  }
  budget.bytes -= length;
  return buffer.subarray(0, length);
}

const pollMilliseconds = 10;

/** Waits where a pipe, whose other side has made it non-blocking, has nothing yet. */
function readSome(descriptor: number, buffer: Buffer, offset: number): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer, offset, buffer.length - offset, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What Windows says at the end of a pipe.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMilliseconds);
    }
  }
}
