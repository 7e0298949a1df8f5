import { gunzipSync } from "node:zlib";

/** More than EC2 takes (16 KiB), and what a compressed text may become. */
const maxBytes = 1024 * 1024;

/** Parts of parts are read so deep. */
const maxDepth = 4;

/** What a node is told at its start, made readable. */
export interface UserData {
  /** Its texts: one, or those of its parts. */
  readonly texts: readonly string[];
  /** Whether some of it cannot be read: it is no gzip, though it says so, or encoded over and over. */
  readonly opaque: boolean;
}

/**
 * Reads user data as cloud-init does: base64, gzip, and MIME parts, which may be encoded again.
 * https://cloudinit.readthedocs.io/en/latest/explanation/format.html
 */
export function readUserData(raw: string): UserData {
  return readText(raw, maxDepth);
}

function readText(text: string, depth: number): UserData {
  const parts = encodedParts(text);
  if (depth === 0) return { texts: [text], opaque: parts.length > 0 };
  const found = [
    { texts: [text], opaque: false },
    ...parts.map((part) => readBytes(Buffer.from(part, "base64"), depth - 1)),
  ];
  return { texts: found.flatMap(({ texts }) => texts), opaque: found.some(({ opaque }) => opaque) };
}

function readBytes(bytes: Buffer, depth: number): UserData {
  // The first two bytes of gzip: https://www.rfc-editor.org/rfc/rfc1952#page-6
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return readText(bytes.toString(), depth);
  try {
    return readText(gunzipSync(bytes, { maxOutputLength: maxBytes }).toString(), depth);
  } catch {
    return { texts: [], opaque: true };
  }
}

/** Runs of base64, all of a text or what parts, files and commands have in them: lines of it, or one long word. */
function encodedParts(text: string): string[] {
  if (/^[A-Za-z0-9+/\r\n]{8,}={0,2}\s*$/.test(text)) return [text];
  return text.match(/(?:[A-Za-z0-9+/]{60,}\s+)*[A-Za-z0-9+/]{24,}={0,2}/g) ?? [];
}
