#!/usr/bin/env node
// Starts the command from transpiled JavaScript: a loader costs a third of a plan's time and memory
// (docs/decisions.md). The bundle is made anew whenever a source has changed, so it is never stale.
"use strict";
const { createHash } = require("node:crypto");
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const cache = join(root, "node_modules", ".cache", "basalt");

/** Hash of everything that goes into the bundle, its place included; undefined when a file is gone. */
function fingerprint(inputs) {
  const hash = createHash("sha256").update(process.version).update(root);
  try {
    for (const input of inputs) hash.update(input).update(readFileSync(join(root, input)));
  } catch {
    return undefined;
  }
  return hash.digest("hex");
}

/** The kept bundle's path, when it is what the sources say now. */
function kept() {
  try {
    const { inputs, hash } = JSON.parse(readFileSync(join(cache, "inputs.json"), "utf8"));
    const path = join(cache, `${hash}.cjs`);
    return fingerprint(inputs) === hash && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Bundles the program and the command; packages stay where they are. */
function bundle() {
  const { outputFiles, metafile } = require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    outfile: join(cache, "main.cjs"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    // Wherever the bundle lies, the sources are here.
    define: { __dirname: JSON.stringify(__dirname) },
    sourcemap: "inline",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const inputs = [...Object.keys(metafile.inputs), "cli/basalt.js", "package-lock.json"].sort();
  return { contents: outputFiles[0].contents, inputs, hash: fingerprint(inputs) };
}

/** Keeps a bundle for the next run, and no other. */
function keep({ contents, inputs, hash }) {
  mkdirSync(cache, { recursive: true });
  const name = `${hash}.cjs`;
  place(join(cache, name), contents);
  place(join(cache, "inputs.json"), JSON.stringify({ inputs, hash }));
  for (const entry of readdirSync(cache)) {
    if (entry.endsWith(".cjs") && entry !== name) rmSync(join(cache, entry), { force: true });
  }
  return join(cache, name);
}

/** Renamed into place: an interrupted or a second run never sees half a file. */
function place(path, contents) {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, contents);
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Lays a bundle, for this run only, where packages are found from. */
function lend({ contents }) {
  let directory;
  const remove = () => directory && rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
  directory = mkdtempSync(join(tmpdir(), "basalt-"));
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "junction");
  const path = join(directory, "main.cjs");
  writeFileSync(path, contents);
  return path;
}

/** The codes of a folder that is not ours to write: another user's, or a read-only file system's. */
const notWritable = new Set(["EACCES", "EPERM", "EROFS"]);

function make() {
  const made = bundle();
  try {
    return keep(made);
  } catch (error) {
    if (notWritable.has(error.code)) return lend(made);
    throw error;
  }
}

require(kept() ?? make());
