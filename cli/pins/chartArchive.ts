import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { LookUpError } from "../lookUpError.js";
import { ask, bytesOf, type Http } from "./http.js";

/** Largest archive, packed and unpacked, in bytes: a chart is text. */
const maxPacked = 16 << 20;
const maxUnpacked = 64 << 20;

/** A chart's archive, from an https:// address or a path in the project. */
export async function readChart(http: Http, directory: string, source: string): Promise<Uint8Array> {
  if (!source.startsWith("https://")) {
    try {
      return readFileSync(isAbsolute(source) ? source : join(directory, source));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new LookUpError(`${source}: cannot be read (${code ?? "unknown error"}); put the archive there`, {
        cause: error,
      });
    }
  }
  const response = await ask(http, source);
  if (!response.ok) {
    await response.body?.cancel();
    throw new LookUpError(`${source}: answered HTTP status ${response.status}`);
  }
  return bytesOf(response, source, maxPacked);
}

/** The digest of an archive as the declaration writes it. */
export function sha256Of(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * The text of a file in a chart's own folder, such as `values.yaml`.
 *
 * @throws LookUpError of an archive that is none, or has no such file
 */
export function fileInChart(archive: Uint8Array, source: string, file: string): string {
  let tar: Buffer;
  try {
    tar = gunzipSync(archive, { maxOutputLength: maxUnpacked });
  } catch (error) {
    throw new LookUpError(`${source}: is no gzip archive of a chart`, { cause: error });
  }
  for (const { name, start, end } of entriesOf(tar))
    if (name.split("/").slice(1).join("/") === file) return tar.toString("utf8", start, end);
  throw new LookUpError(`${source}: has no ${file}`);
}

/** Size of a header, and what contents are padded to (POSIX ustar). */
const block = 512;

function* entriesOf(tar: Buffer): Generator<{ name: string; start: number; end: number }> {
  const textAt = (start: number, length: number) =>
    tar.toString("latin1", start, start + length).replace(/\0.*$/s, "");
  for (let header = 0; header + block <= tar.length && tar[header] !== 0;) {
    const size = Number.parseInt(textAt(header + 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0) return;
    const prefix = textAt(header + 257, 5) === "ustar" ? textAt(header + 345, 155) : "";
    const start = header + block;
    yield { name: [prefix, textAt(header, 100)].filter(Boolean).join("/"), start, end: start + size };
    header = start + Math.ceil(size / block) * block;
  }
}
