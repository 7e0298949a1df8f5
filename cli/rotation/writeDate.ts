import { isMap, isNode, isScalar, parseDocument, type Document, type Pair, type YAMLMap } from "yaml";
import { UsageError } from "../io.js";
import { placeOf } from "../pins/pin.js";
import { editScalars, replaced, setAt, verifyEdited, type Replacement } from "../pins/editScalars.js";

/**
 * A stack file's text in which some node groups have another rotation date, after their release where they had none, and
 * every other byte as before.
 *
 * @param indexes places of the groups in basalt:nodes
 * @throws UsageError where the file is written in a way that cannot be edited
 */
export function writeDate(text: string, indexes: readonly number[], date: string, file: string): string {
  const document = parseDocument(text);
  const own = indexes.map((index) => ({ index, from: document.getIn(placeOf("nodes", index, "rotated")) }));
  const edits = own.flatMap(({ index, from }) =>
    typeof from === "string" ? [{ path: placeOf("nodes", index, "rotated"), from, to: date }] : [],
  );
  const edited = editScalars(text, edits, file);
  const added = own.flatMap(({ index, from }) => (from === undefined ? [index] : []));
  return added.length === 0 ? edited : addDates(edited, added, date, file);
}

function addDates(text: string, indexes: readonly number[], date: string, file: string): string {
  const document = parseDocument(text);
  const edited = replaced(
    text,
    indexes.map((index) => insertion(document, text, index, `rotated: "${date}"`, file)),
  );
  const meant: unknown = document.toJS();
  for (const index of indexes) setAt(meant, placeOf("nodes", index, "rotated"), date);
  verifyEdited(edited, meant, file);
  return edited;
}

function insertion(
  document: Document,
  text: string,
  index: number,
  entry: string,
  file: string,
): Replacement {
  const group = document.getIn(placeOf("nodes", index), true);
  const pair = isMap(group) ? releaseOf(group) : undefined;
  if (!isMap(group) || !pair || !isScalar(pair.key) || !isNode(pair.value))
    throw new UsageError(`${file}: found no release of the group ${index}; nothing was written`);
  const end = pair.value.range![1];
  if (group.flow) return { start: end, end, text: `, ${entry}` };
  const keyStart = pair.key.range![0];
  const column = keyStart - (text.lastIndexOf("\n", keyStart - 1) + 1);
  const lineEnd = text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end);
  const last = lineEnd === -1;
  const start = last ? text.length : lineEnd + 1;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const line = " ".repeat(column) + entry;
  return { start, end: start, text: last ? newline + line : line + newline };
}

function releaseOf(group: YAMLMap): Pair | undefined {
  return group.items.find(({ key }) => isScalar(key) && key.value === "release");
}
