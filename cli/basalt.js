#!/usr/bin/env node
// Starts the command from transpiled JavaScript: a loader costs a third of a plan's time and memory
// (docs/decisions.md). The bundle is made anew whenever a source has changed, so it is never stale.
"use strict";
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const cache = join(root, "node_modules", ".cache", "basalt");

/** Hash of everything that goes into the bundle; undefined when a file is gone. */
function fingerprint(inputs) {
  const hash = createHash("sha256").update(process.version);
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
    return fingerprint(inputs) === hash ? join(cache, `${hash}.cjs`) : undefined;
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
    sourcemap: "inline",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const inputs = [...Object.keys(metafile.inputs), "package-lock.json"].sort();
  const hash = fingerprint(inputs);
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `${hash}.cjs`);
  place(path, outputFiles[0].contents);
  place(join(cache, "inputs.json"), JSON.stringify({ inputs, hash }));
  return path;
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

require(kept() ?? bundle());
