import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { DeclarationError } from "../../config/declarationError.js";
import type { Environment } from "../../config/environmentSchema.js";
import { parseSource, type Read, type Source } from "../../config/source.js";
import { checkSettings, readStackFile, stackFileName, stackFileOf } from "../../config/stackFile.js";

/** A stack's file: what it says, and its very text. */
export interface StackText {
  readonly stack: string;
  /** The file as messages show it. */
  readonly file: string;
  /** Where it is; behind a link, what the link leads to. */
  readonly path: string;
  readonly text: string;
  readonly environment: Environment;
}

/**
 * Reads a stack's file.
 *
 * @throws DeclarationError with every mistake in it
 */
export function readStack(directory: string, stack: string): StackText {
  const { source } = orThrow(readStackFile(directory, stack));
  const path = realpathSync(join(directory, stackFileName(stack)));
  const text = readFileSync(path, "utf8");
  return { stack, file: source.file, path, text, environment: environmentOf(stack, text, source.file) };
}

/**
 * What a stack's file says, on disk or not.
 *
 * @throws DeclarationError with every mistake in it
 */
export function environmentOf(stack: string, text: string, file: string): Environment {
  const { settings, source } = orThrow(stackFileOf(stack, sourceOf(text, file)));
  const { environment, problems } = checkSettings(settings, source);
  if (!environment) throw new DeclarationError(problems);
  return environment;
}

function sourceOf(text: string, file: string): Source {
  return orThrow(parseSource(new TextEncoder().encode(text), file));
}

function orThrow<Value>(read: Read<Value>): Value {
  if (read.ok) return read.value;
  throw new DeclarationError(read.problems);
}
