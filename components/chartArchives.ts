import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { ChartPin } from "../config/environmentSchema.js";

/** Where verified archives are kept, in the project; content-addressed, so the path says what is in it. */
const folder = ".basalt/charts";

/** Longest that a download may take, in seconds. */
const downloadSeconds = 60;

/** A chart that cannot be had, or is not the pinned one. */
export class ChartError extends Error {
  override readonly name = "ChartError";
}

/** The paths of all pinned charts; see {@link chartArchive}. */
export async function chartArchives<Name extends string>(
  pins: Readonly<Record<Name, ChartPin>>,
  directory: string,
  mode: "online" | "offline",
): Promise<Record<Name, string>> {
  const archives = {} as Record<Name, string>;
  for (const name of Object.keys(pins) as Name[])
    archives[name] = await chartArchive(pins[name], directory, mode);
  return archives;
}

/**
 * The path of a chart archive whose digest has been verified.
 *
 * A file is read and checked; an address is downloaded once and kept. Throws a {@link ChartError} that names the source,
 * the digest that was found and the one that is pinned; nothing unverified stays behind. Offline, an address
 * that was never downloaded is taken on trust: nothing is rendered from it then.
 *
 * @param directory the project, to which paths are relative
 */
export async function chartArchive(
  pin: ChartPin,
  directory: string,
  mode: "online" | "offline",
): Promise<string> {
  const kept = `${folder}/${pin.sha256.slice("sha256:".length)}.tgz`;
  const isAddress = pin.source.startsWith("https://");
  if (!isAddress) {
    keep(
      read(isAbsolute(pin.source) ? pin.source : join(directory, pin.source), pin),
      pin,
      directory,
      kept,
      mode,
    );
    return kept;
  }
  try {
    verify(readFileSync(join(directory, kept)), pin);
    return kept;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!missing && mode === "offline") throw error;
    if (!missing) rmSync(join(directory, kept), { force: true });
  }
  if (mode === "online") keep(await download(pin), pin, directory, kept, mode);
  return kept;
}

function read(path: string, pin: ChartPin): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ChartError(
      `chart ${pin.source}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}); the path is relative to the project`,
      { cause: error },
    );
  }
}

async function download(pin: ChartPin): Promise<Uint8Array> {
  try {
    const response = await fetch(pin.source, { signal: AbortSignal.timeout(downloadSeconds * 1000) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new ChartError(
      `chart ${pin.source}: cannot be downloaded (${reasonOf(error as Error)}); without the Internet, keep the archive in the project and name its path as the source`,
      { cause: error },
    );
  }
}

/** fetch itself only says that it failed. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}

function verify(bytes: Uint8Array, pin: ChartPin): void {
  const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (found !== pin.sha256)
    throw new ChartError(
      `chart ${pin.source}: found ${found}; pinned: ${pin.sha256}. Do not deploy it before you know why they differ`,
    );
}

function keep(
  bytes: Uint8Array,
  pin: ChartPin,
  directory: string,
  kept: string,
  mode: "online" | "offline",
): void {
  verify(bytes, pin);
  if (mode === "offline") return;
  mkdirSync(join(directory, folder), { recursive: true });
  // Renamed into place, so that an interrupted run leaves no half an archive under the final name.
  const partial = join(directory, `${kept}.${process.pid}.partial`);
  try {
    writeFileSync(partial, bytes);
    renameSync(partial, join(directory, kept));
  } finally {
    rmSync(partial, { force: true });
  }
}
