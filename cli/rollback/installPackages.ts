import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  lstatSync,
  symlinkSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../io.js";
import { stayInside } from "./insideTree.js";

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly dev?: boolean;
}

/** The packages of a lockfile, by their folder. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/**
 * Gives a checked out version the packages of its own lockfile: the present ones, where they are the same to the last
 * digest, else those that `npm ci` brings, of its cache where it can. No package's scripts run.
 *
 * @throws UsageError where npm fails or is missing
 */
export async function installPackages(
  target: string,
  present: string,
  signal: AbortSignal,
): Promise<"linked" | "installed"> {
  if (lstatSync(join(target, "node_modules"), { throwIfNoEntry: false }))
    throw new UsageError(
      "node_modules: found in that version's commit, where the packages of its lockfile belong; allowed: a version without it, or --declaration-only, which takes the present program",
    );
  const wanted = lockedPackages(join(target, "package-lock.json"));
  // What npm writes beside the packages, of what it has installed: https://docs.npmjs.com/cli/configuring-npm/package-lock-json
  const installed = lockedPackages(join(present, "node_modules/.package-lock.json"));
  if (wanted && installed && areSame(wanted, installed)) {
    linkPackages(join(present, "node_modules"), join(target, "node_modules"));
    return "linked";
  }
  if (!wanted)
    throw new UsageError(
      "package-lock.json: that version has none, so nobody knows what it ran with; allowed: a version with a lockfile, or --declaration-only, which takes the present program",
    );
  await npmCi(target, signal);
  return "installed";
}

/** What a lockfile locks; undefined where there is none that can be read. */
export function lockedPackages(file: string): LockedPackages | undefined {
  try {
    const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages?: LockedPackages };
    return packages;
  } catch {
    return undefined;
  }
}

/** Whether exactly the wanted packages are installed; those for other systems and for development may be absent. */
export function areSame(wanted: LockedPackages, installed: LockedPackages): boolean {
  // Packages of a workspace's own would have to be linked into it.
  const inRoot = ([path]: readonly [string, unknown]) => path.startsWith("node_modules/");
  const isElsewhere = ([path]: readonly [string, unknown]) =>
    /^(?!node_modules\/).+\/node_modules\//.test(path);
  if (Object.entries(wanted).some(isElsewhere) || Object.entries(installed).some(isElsewhere)) return false;
  if (Object.keys(installed).some((path) => path.startsWith("node_modules/") && !Object.hasOwn(wanted, path)))
    return false;
  return Object.entries(wanted)
    .filter(inRoot)
    .every(([path, { version, integrity, resolved, link, optional, devOptional, dev }]) => {
      const own = Object.hasOwn(installed, path) ? installed[path] : undefined;
      if (!own) return optional === true || devOptional === true || dev === true;
      if (link === true) return own.link === true && own.resolved === resolved;
      return own.version === version && integrity !== undefined && own.integrity === integrity;
    });
}

/** Links every package; what leads into the project itself, as a workspace does, leads into the target's. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, link] = [join(from, name), join(to, name)];
    if (name === ".cache") continue;
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), link);
    else if (
      name.startsWith("@") &&
      readdirSync(source).some((inner) => lstatSync(join(source, inner)).isSymbolicLink())
    )
      linkPackages(source, link);
    else symlinkSync(source, link);
  }
}

/**
 * Charts that were downloaded already; the program checks their digests whoever brings them. What the target has of its
 * own stays.
 *
 * @param root the folder of the target's work tree, all of which may be written to
 * @throws UsageError where a link would lead out of it
 */
export function copyCharts(present: string, target: string, root: string): void {
  const charts = ".basalt/charts";
  if (!existsSync(join(present, charts)) || !statSync(join(present, charts)).isDirectory()) return;
  stayInside(root, target, charts, "folder");
  const isNew = (source: string, to: string) => {
    const there = lstatSync(to, { throwIfNoEntry: false });
    return !there || (there.isDirectory() && statSync(source).isDirectory());
  };
  cpSync(join(present, charts), join(target, charts), { recursive: true, filter: isNew });
}

async function npmCi(directory: string, signal: AbortSignal): Promise<void> {
  const args = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, said } = await new Promise<{ code: number | null; said: string }>((settle) => {
    const child = spawn("npm", args, {
      cwd: resolve(directory),
      stdio: ["ignore", "ignore", "pipe"],
      signal,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", (error) => settle({ code: null, said: error.message }));
    child.on("close", (code) => settle({ code, said }));
  });
  if (code === 0) return;
  throw new UsageError(
    `npm ci: that version's packages could not be installed (${said.trim().split("\n").slice(0, 3).join("; ") || "no reason given"}); allowed: with npm and a registry, or its cache; --declaration-only takes the present program and needs neither`,
  );
}
