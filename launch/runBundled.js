// Plain JavaScript: what runs here has nothing yet that would transpile it.
"use strict";
const { createHash } = require("node:crypto");
const {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { performance } = require("node:perf_hooks");

const root = join(__dirname, "..");
const cache = join(root, "node_modules", ".cache", "basalt");

/** What decides about a bundle besides its sources. */
const settings = ["launch/runBundled.js", "package-lock.json", "package.json", "tsconfig.json"];

/**
 * Runs a TypeScript file of this project, with all that it imports, as one bundle of JavaScript; packages stay where they
 * are. The bundle is kept for the next run, and made anew when a source has changed: a loader would transpile file by
 * file, and costs more itself (docs/decisions.md).
 *
 * @param {string} entry the file, from the project's folder; one in each folder, whose name the bundle gets
 */
function runBundled(entry) {
  const folder = dirname(entry);
  const path = join(cache, `${folder.replaceAll("/", "-")}.cjs`);
  const bundle = new Module(path, module);
  bundle.filename = path;
  bundle.paths = Module._nodeModulePaths(join(root, folder));
  // As what was read, not by its path: another run may replace the file, and where nothing can be kept there is none.
  bundle._compile(kept(entry, path) ?? make(entry, path), path);
}

/** The kept bundle, when it is what the sources say now. Its first line says what it was made of. */
function kept(entry, path) {
  try {
    const text = readFileSync(path, "utf8");
    const { hash, inputs } = JSON.parse(text.slice(2, text.indexOf("\n")));
    return fingerprint(entry, inputs) === hash ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Hash of everything that goes into a bundle, its place included. Fails when a file is gone. */
function fingerprint(entry, inputs) {
  const hash = createHash("sha256").update(JSON.stringify([process.version, root, entry, inputs]));
  for (const input of inputs) {
    const content = readFileSync(join(root, input));
    hash.update(`${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Bundles the sources, and keeps the bundle if it can be kept. */
function make(entry, path) {
  const begun = performance.timeOrigin + performance.now();
  const { outputFiles, metafile } = require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    // Wherever the bundle lies, the sources are here.
    define: { __dirname: JSON.stringify(join(root, dirname(entry))) },
    // Room for what it is made of.
    banner: { js: "//" },
    sourcemap: "inline",
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const { text } = outputFiles[0];
  const inputs = [
    ...Object.keys(metafile.inputs),
    ...settings.filter((path) => existsSync(join(root, path))),
  ];
  const hash = fingerprint(entry, inputs);
  // A source that changed since may be in the bundle as it was before, and in the hash as it is now.
  if (inputs.every((input) => isOlder(input, begun)))
    keep(path, `//${JSON.stringify({ hash, inputs })}${text.slice(2)}`);
  return text;
}

/** File systems tell the time of the kernel's last tick: so much may they be behind. */
const tickMilliseconds = 10;

function isOlder(input, time) {
  return statSync(join(root, input)).ctimeMs < time - tickMilliseconds;
}

/** The codes of a folder that is not ours to write: another user's, or a read-only file system's. */
const notWritable = new Set(["EACCES", "EPERM", "EROFS"]);

function keep(path, text) {
  // Renamed into place: an interrupted or a second run never sees half a file.
  const partial = `${path}.${process.pid}.partial`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    if (!notWritable.has(error.code)) throw error;
  }
}

module.exports = { runBundled };
