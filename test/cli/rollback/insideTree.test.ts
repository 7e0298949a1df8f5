import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../../cli/io.js";
import { layDeclaration } from "../../../cli/rollback/declarationFiles.js";
import { stayInside } from "../../../cli/rollback/insideTree.js";
import { deployedRecords, git, methods, rollbackRun, stackFile } from "./support/rollbackRun.js";

describe("a path in a work tree", () => {
  let root: string;
  const at = (...path: string[]) => join(root, ...path);
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "basalt-inside-")));
    for (const folder of ["tree/project/folder", "tree-beside"]) mkdirSync(at(folder), { recursive: true });
    writeFileSync(at("tree/project/folder/file"), "");
    symlinkSync("folder", at("tree/project/inside"));
    symlinkSync("../../tree-beside", at("tree/project/beside"));
    symlinkSync(at("tree-beside/new"), at("tree/project/dangling"));
    symlinkSync("/", at("tree/project/folder/out"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const inside = ["", "folder/file", "inside/file", "inside/new/file", "new/folder", "."];
  for (const path of inside)
    it(`may be ${JSON.stringify(path)}`, () => {
      assert.doesNotThrow(() => stayInside(at("tree"), at("tree/project"), path, "file"));
    });

  const out = ["beside", "beside/new", "dangling", "folder/out", "inside/out/etc/passwd"];
  for (const path of out)
    it(`is refused where it leads out: ${path}`, () => {
      assert.throws(
        () => stayInside(at("tree"), at("tree/project"), path, "file"),
        (error: unknown) =>
          error instanceof UsageError &&
          error.message.startsWith(`${path}: found a symbolic link of that commit that leads out`),
      );
    });

  it("is refused below a file", () => {
    assert.throws(
      () => stayInside(at("tree"), at("tree/project"), "folder/file/more", "file"),
      /found a file of that commit where a folder belongs/,
    );
  });
});

describe("another commit's declaration in a work tree", () => {
  let root: string;
  const at = (...path: string[]) => join(root, ...path);
  /** A repository whose last commit has the links, and the one before it the files. */
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "basalt-declaration-")));
    for (const folder of ["tree/charts", "outside"]) mkdirSync(at(folder), { recursive: true });
    writeFileSync(at("outside/victim"), "own");
    for (const path of ["charts/x.tgz", "Pulumi.prod.yaml"]) writeFileSync(at("tree", path), "theirs");
    git(at("tree"), "init", "--quiet", "--initial-branch=main");
    git(at("tree"), "add", "--all");
    git(at("tree"), "commit", "--quiet", "--message", "files");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const lay = () => layDeclaration(at("tree"), at("tree"), "prod", "HEAD");

  it("takes the place of links, and is not written through them", () => {
    for (const path of ["charts/x.tgz", "Pulumi.prod.yaml"]) {
      rmSync(at("tree", path));
      symlinkSync(at("outside/victim"), at("tree", path));
    }
    lay();
    assert.equal(readFileSync(at("outside/victim"), "utf8"), "own");
    for (const path of ["charts/x.tgz", "Pulumi.prod.yaml"])
      assert.equal(readFileSync(at("tree", path), "utf8"), "theirs");
  });

  it("is refused where a folder is a link that leads out", () => {
    rmSync(at("tree/charts"), { recursive: true });
    symlinkSync(at("outside"), at("tree/charts"));
    assert.throws(lay, /^UsageError: charts: found a symbolic link/);
    assert.deepEqual(readdirSync(at("outside")), ["victim"]);
  });

  it("is refused where a folder is a file", () => {
    rmSync(at("tree/charts"), { recursive: true });
    writeFileSync(at("tree/charts"), "");
    assert.throws(lay, UsageError);
  });
});

describe("a version whose stack file is a link", () => {
  it("is refused where that leads out, and what it leads to stays as it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "basalt-victim-"));
    const victim = join(folder, "victim.yaml");
    let before = "";
    try {
      const run = await rollbackRun({
        versions: [(files) => files, (files) => ({ ...files, "more.txt": "" }), (files) => files],
        args: ["--to", "2", "--yes"],
        before: (directory) => {
          before = readFileSync(join(directory, stackFile), "utf8").replace("AAABAMz1", "CCCDEN03");
          writeFileSync(victim, before);
        },
        records: (ids, directory) => {
          rmSync(join(directory, stackFile));
          symlinkSync(victim, join(directory, stackFile));
          git(directory, "add", "--all");
          git(directory, "commit", "--quiet", "--message", "link");
          const linked = git(directory, "rev-parse", "HEAD").trim();
          git(directory, "revert", "--no-edit", "HEAD");
          return deployedRecords([ids[0]!, ids[1]!, ids[2]!], directory).map((each, index) =>
            index === 1 ? { ...each, environment: { "git.head": linked, "git.dirty": "false" } } : each,
          );
        },
      });
      assert.deepEqual([run.code, methods(run).includes("preview"), run.left], [2, false, []]);
      assert.match(run.err, /^Pulumi\.test\.yaml: found a symbolic link of that commit that leads out/m);
      assert.equal(readFileSync(victim, "utf8"), before);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
