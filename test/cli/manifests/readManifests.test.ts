import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readManifests, type ReadManifestsOptions } from "../../../cli/manifests/readManifests.js";
import { formatProblem } from "../../../problems/problem.js";
import type { Files } from "../../support/project.js";
import { inProjectAsync } from "../../support/temporary.js";

/** What is read of a folder with these files, its own path left out of messages. */
function read(
  files: Files,
  {
    path = "",
    prepare,
    ...options
  }: ReadManifestsOptions & { path?: string; prepare?: (folder: string) => void } = {},
) {
  return inProjectAsync(files, (folder) => {
    prepare?.(folder);
    const { manifests, problems, files } = readManifests(join(folder, path), options);
    const short = (text: string) => text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
    return Promise.resolve({
      manifests: manifests.map(({ value, origin }) => [short(origin.file), value]),
      problems: problems.map((problem) => short(formatProblem(problem))),
      files,
    });
  });
}

describe("reading a folder of manifests", () => {
  it("reads *.yaml, *.yml and *.json below it in order, and nothing of hidden folders and node_modules", async () => {
    const files = {
      "b.yaml": "b: 1",
      "a/z.yml": "z: 1\n---\ny: 1",
      "a/b/c.JSON": '{"c": 1}',
      "B.yaml": "B: 1",
      "README.md": "# [",
      ".git/x.yaml": "[",
      "node_modules/x.yaml": "[",
      "a/.hidden/x.yaml": "[",
      ".hidden.yaml": "h: 1",
    };
    assert.deepEqual(await read(files), {
      manifests: [
        [".hidden.yaml", { h: 1 }],
        ["B.yaml", { B: 1 }],
        ["a/b/c.JSON", { c: 1 }],
        ["a/z.yml", { z: 1 }],
        ["a/z.yml", { true: 1 }],
        ["b.yaml", { b: 1 }],
      ],
      problems: [],
      files: 5,
    });
  });

  const nothing: [title: string, files: Files, files: number][] = [
    ["no file", { "README.md": "" }, 0],
    ["empty files only", { "a.yaml": "", "b.yaml": "# x\n---\n" }, 2],
  ];
  for (const [title, files, count] of nothing)
    it(`finds ${title} to be a problem`, async () => {
      assert.deepEqual(await read(files), {
        manifests: [],
        problems: [".: found no manifest; allowed: Kubernetes objects as YAML or JSON"],
        files: count,
      });
    });

  it("follows links to files, not to folders, and tells of links that lead nowhere or in circles", async () => {
    const prepare = (folder: string) => {
      symlinkSync("../real.txt", join(folder, "a/link.yaml"));
      symlinkSync("nowhere", join(folder, "a/dangling.yaml"));
      symlinkSync("nowhere", join(folder, "a/dangling.txt"));
      symlinkSync("loop.yaml", join(folder, "a/loop.yaml"));
      symlinkSync(folder, join(folder, "a/up"));
    };
    const { manifests, problems } = await read({ "a/x.yaml": "x: 1", "real.txt": "r: 1" }, { prepare });
    assert.deepEqual(manifests, [
      ["a/link.yaml", { r: 1 }],
      ["a/x.yaml", { x: 1 }],
    ]);
    assert.deepEqual(problems, [
      "a/up: found a link to a folder, which is not followed; allowed: folders; name the link's target to read it",
      "a/dangling.yaml: found something that cannot be read (ENOENT); allowed: a readable file or folder",
      "a/loop.yaml: found something that cannot be read (ELOOP); allowed: a readable file or folder",
    ]);
  });

  it("never waits for a pipe, nor reads a device", async () => {
    const prepare = (folder: string) => {
      execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
      symlinkSync("/dev/zero", join(folder, "zero.yaml"));
    };
    assert.deepEqual((await read({ "a.yaml": "a: 1" }, { prepare })).problems, [
      "pipe.yaml: found something that is not a regular file; allowed: a file or a folder",
      "zero.yaml: found something that is not a regular file; allowed: a file or a folder",
    ]);
  });

  it("tells of what it may not read", async () => {
    // The superuser may read everything: as another user, in a process of its own.
    const script = `
      const { readManifests } = require(${JSON.stringify(join(__dirname, "../../../cli/manifests/readManifests.ts"))});
      if (process.getuid() === 0) process.setuid(65534);
      console.log(JSON.stringify(readManifests(process.argv[1]).problems.map(({ found }) => found)));`;
    await inProjectAsync({ "a.yaml": "a: 1", "b/c.yaml": "c: 1" }, (folder) => {
      chmodSync(folder, 0o755);
      chmodSync(join(folder, "a.yaml"), 0);
      chmodSync(join(folder, "b"), 0);
      const { stdout, stderr } = spawnSync(process.execPath, ["--require", "tsx", "-e", script, folder], {
        encoding: "utf8",
      });
      chmodSync(join(folder, "b"), 0o755);
      const found = "something that cannot be read (EACCES)";
      assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), [found, found]);
      return Promise.resolve();
    });
  });

  it("stops at its limits, and says so", async () => {
    const files = { "a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "c.yaml": "c: 1\n" };
    const first = async (limits: ReadManifestsOptions["limits"]) => {
      const { manifests, problems } = await read(files, { limits });
      return [manifests.length, ...problems];
    };
    assert.deepEqual(await first({ fileBytes: 4 }), [
      0,
      ...["a", "b", "c"].map((name) => `${name}.yaml: found more than 4 bytes; allowed: at most 4; split it`),
    ]);
    assert.deepEqual(await first({ fileBytes: 5, totalBytes: 9 }), [
      1,
      "b.yaml: found more than 9 bytes in all files; allowed: fewer; read parts of it",
    ]);
    assert.deepEqual(await first({ files: 2 }), [
      2,
      ".: found more than 2 files; allowed: fewer; read parts of it",
    ]);
    assert.deepEqual(await first({ objects: 2 }), [
      2,
      "c.yaml: found more than 2 objects; allowed: fewer; read parts of it",
    ]);
    assert.deepEqual(await first({ fileBytes: 5, totalBytes: 15, files: 3, objects: 3 }), [3]);
  });
});

describe("reading one path", () => {
  it("reads a file whatever its name", async () => {
    assert.deepEqual((await read({ "x.txt": "a: 1" }, { path: "x.txt" })).manifests, [["x.txt", { a: 1 }]]);
  });

  it("finds what is not there to be a problem", async () => {
    assert.deepEqual((await read({ a: "" }, { path: "b" })).problems, [
      "b: found something that cannot be read (ENOENT); allowed: a readable file or folder",
    ]);
  });

  it("reads standard input as -", async () => {
    await inProjectAsync({ input: `a: 1\n---\nb: ${"x".repeat(200_000)}\n---\n]` }, (folder) => {
      const standardInput = openSync(join(folder, "input"), "r");
      const { manifests, problems, files } = readManifests("-", { standardInput });
      closeSync(standardInput);
      assert.deepEqual([manifests.length, manifests[0]!.origin.file, files], [2, "-", 1]);
      assert.deepEqual(
        problems.map(({ file, line }) => [file, line]),
        [["-", 5]],
      );
      return Promise.resolve();
    });
  });

  it("reads a pipe to its end, however slowly it is written", () => {
    const script = `
      const { readManifests } = require(${JSON.stringify(join(__dirname, "../../../cli/manifests/readManifests.ts"))});
      console.log(JSON.stringify(readManifests("-").manifests.map(({ value }) => value)));`;
    const quoted = `'${script.replaceAll("'", "'\\''")}'`;
    const slow = "(sleep 0.6; echo 'a: 1'; sleep 0.3; echo '---'; echo 'b: 2')";
    const { stdout } = spawnSync("sh", ["-c", `${slow} | "${process.execPath}" --require tsx -e ${quoted}`], {
      encoding: "utf8",
    });
    assert.deepEqual(JSON.parse(stdout), [{ a: 1 }, { b: 2 }]);
  });

  it("refuses standard input beyond its limit without reading on", () => {
    const standardInput = openSync("/dev/zero", "r");
    const { problems } = readManifests("-", { standardInput, limits: { fileBytes: 100_000 } });
    closeSync(standardInput);
    assert.deepEqual(problems.map(formatProblem), [
      "-: found more than 100000 bytes; allowed: at most 100000; split it",
    ]);
  });

  it("shows a file's name without its control characters", async () => {
    const prepare = (folder: string) => {
      mkdirSync(join(folder, "x"));
      writeFileSync(join(folder, "x", "\u001b[31m\n.yaml"), "]");
    };
    const [problem] = (await read({}, { path: "x", prepare, limits: {} })).problems;
    assert.match(problem!, /^x\/\\u001b\[31m\\u000a\.yaml:1: found text that is not YAML/);
  });
});
