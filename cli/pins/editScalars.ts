import { isDeepStrictEqual } from "node:util";
import { isCollection, isScalar, parseDocument, type Document } from "yaml";
import { valueAt } from "../../config/lookUp.js";
import { formatPath } from "../../problems/problem.js";
import { UsageError } from "../io.js";
import type { Edit } from "./pin.js";

/**
 * A YAML text in which some texts have become others, and not one other byte: comments, order, quotes and line ends stay.
 *
 * @param file the path as messages show it
 * @throws UsageError where the file does not say what an edit replaces, or says it in a way that cannot be edited
 */
export function editScalars(text: string, edits: readonly Edit[], file: string): string {
  const document = parseDocument(text);
  const replacements = edits.map((edit) => replacementOf(document, text, edit, file));
  const edited = replaced(text, replacements);
  const meant: unknown = document.toJS();
  for (const { path, to } of edits) setAt(meant, path, to);
  verifyEdited(edited, meant, file);
  return edited;
}

/** Sets a value of plain data whose parent is there. Not of the document: an anchor would change with its aliases. */
export function setAt(root: unknown, path: readonly PropertyKey[], value: string): void {
  (valueAt(root, path.slice(0, -1)) as Record<PropertyKey, unknown>)[path.at(-1)!] = value;
}

/** A range of a text, and what stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with its ranges replaced, which do not overlap. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  return [...replacements]
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: own }) => result.slice(0, start) + own + result.slice(end), text);
}

/** Refuses an edit after which a reader would find anything else than what was meant. */
export function verifyEdited(edited: string, meant: unknown, file: string): void {
  const document = parseDocument(edited);
  if (document.errors.length === 0 && isDeepStrictEqual(document.toJS(), meant)) return;
  throw new UsageError(
    `${file}: found text that cannot be edited without changing more than the pins; allowed: plain scalars, one a line. Nothing was written`,
  );
}

function replacementOf(
  document: Document,
  text: string,
  { path, from, to }: Edit,
  file: string,
): Replacement {
  const node = isCollection(document.contents) ? document.getIn(path, true) : undefined;
  if (!isScalar(node) || node.value !== from || !node.range)
    throw new UsageError(
      `${file} ${formatPath(path)}: found something else than ${JSON.stringify(from)}, which was there a moment ago; nothing was written, try again`,
    );
  const [start, end] = node.range;
  const spelling = text.slice(start, end);
  const parts = spelling.split(from);
  // Escapes and folded lines spell a text in ways of their own; then it is written anew.
  return { start, end, text: parts.length === 2 ? parts.join(to) : JSON.stringify(to) };
}
