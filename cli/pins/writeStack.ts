import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { DeclarationError } from "../../config/declarationError.js";
import { UsageError } from "../io.js";
import { environmentOf, type StackText } from "./readStack.js";

/**
 * Writes a stack's file anew: whole or not at all, and only what is a declaration without mistakes.
 *
 * @throws UsageError where the result would be refused, or somebody else changed the file meanwhile
 */
export function writeStack({ stack, file, path, text }: StackText, edited: string): void {
  if (edited === text) return;
  checkResult(stack, edited, file);
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeThrough(partial, edited, statSync(path).mode);
    if (readFileSync(path, "utf8") !== text)
      throw new UsageError(`${file}: found other text than a moment ago; nothing was written, try again`);
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** What the file would say must be a declaration. */
export function checkResult(stack: string, edited: string, file: string): void {
  try {
    environmentOf(stack, edited, file);
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    throw new UsageError(
      `${file} would no longer be right with these pins alone; nothing was written.\n${error.message.split("\n").slice(1).join("\n")}`,
    );
  }
}

/** On the disk before it gets its name: a crash leaves the old file or the new one. */
function writeThrough(path: string, text: string, mode: number): void {
  const descriptor = openSync(path, "wx", mode);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
