import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
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
import {
  areSame,
  copyCharts,
  installPackages,
  type LockedPackages,
} from "../../../cli/rollback/installPackages.js";

const one = { version: "1.0.0", integrity: "sha512-one" };
const wanted: LockedPackages = {
  "": {},
  policies: {},
  "node_modules/one": one,
  "node_modules/@scope/two": { version: "2.0.0", integrity: "sha512-two" },
  "node_modules/one/node_modules/three": { version: "3.0.0", integrity: "sha512-three" },
  "node_modules/policies": { link: true, resolved: "policies" },
  "node_modules/for-another-system": { version: "1.0.0", integrity: "sha512-x", optional: true },
  "node_modules/for-tests": { version: "1.0.0", integrity: "sha512-y", dev: true },
};
/** As npm writes it beside the packages: without the project's own entry. */
const {
  "": _root,
  "node_modules/for-another-system": _other,
  "node_modules/for-tests": _tests,
  ...installed
} = wanted;

describe("the packages of a version", () => {
  it("are the present ones where every digest is the same", () => {
    assert.ok(areSame(wanted, installed));
  });

  const others: readonly [string, LockedPackages, LockedPackages][] = [
    ["one is missing", wanted, without(installed, "node_modules/one")],
    ["one has another version", wanted, { ...installed, "node_modules/one": { ...one, version: "1.0.1" } }],
    [
      "one has another digest",
      wanted,
      { ...installed, "node_modules/one": { ...one, integrity: "sha512-other" } },
    ],
    [
      "one has no digest to compare",
      { ...wanted, "node_modules/one": { version: "1.0.0" } },
      { ...installed, "node_modules/one": { version: "1.0.0" } },
    ],
    ["there is one more", wanted, { ...installed, "node_modules/more": one }],
    ["one inside another is not the same", wanted, without(installed, "node_modules/one/node_modules/three")],
    [
      "a workspace is linked elsewhere",
      wanted,
      { ...installed, "node_modules/policies": { link: true, resolved: "other" } },
    ],
    ["a workspace is a package now", wanted, { ...installed, "node_modules/policies": one }],
    [
      "a workspace has packages of its own",
      { ...wanted, "policies/node_modules/one": one },
      { ...installed, "policies/node_modules/one": one },
    ],
  ];
  for (const [title, target, present] of others)
    it(`are not the present ones where ${title}`, () => {
      assert.ok(!areSame(target, present));
    });
});

function without(packages: LockedPackages, path: string): LockedPackages {
  return Object.fromEntries(Object.entries(packages).filter(([name]) => name !== path));
}

describe("a version in its work tree", () => {
  let root: string;
  let target: string;
  let present: string;
  const never = new AbortController().signal;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "basalt-packages-")));
    [target, present] = [join(root, "target"), join(root, "present")];
    for (const folder of [
      "target/policies",
      "present/node_modules/one",
      "present/node_modules/@scope/two",
      "present/node_modules/.cache",
      "present/policies",
    ])
      mkdirSync(join(root, folder), { recursive: true });
    symlinkSync("../policies", join(present, "node_modules/policies"));
    writeFileSync(join(present, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
    writeFileSync(join(target, "package.json"), "{}");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("finds the present packages, and its own workspaces", async () => {
    writeFileSync(join(target, "package-lock.json"), JSON.stringify({ packages: wanted }));
    assert.equal(await installPackages(target, present, never), "linked");
    const at = (path: string) => realpathSync(join(target, "node_modules", path));
    assert.equal(at("one"), join(present, "node_modules/one"));
    assert.equal(at("@scope/two"), join(present, "node_modules/@scope/two"));
    assert.equal(at("policies"), join(target, "policies"));
    assert.ok(!existsSync(join(target, "node_modules/.cache")));
    // A link of that name would be no folder that .gitignore's `node_modules/` leaves out.
    assert.ok(lstatSync(join(target, "node_modules")).isDirectory());
  });

  it("gets packages of its own where its lockfile is another", async function () {
    this.timeout(60_000);
    const own = { lockfileVersion: 3, packages: { "": {} } };
    writeFileSync(join(target, "package-lock.json"), JSON.stringify(own));
    assert.equal(await installPackages(target, present, never), "installed");
  });

  it("is refused where npm cannot, which names --declaration-only", async function () {
    this.timeout(60_000);
    const own = { lockfileVersion: 3, packages: { "": { dependencies: { one: "1.0.0" } } } };
    writeFileSync(join(target, "package-lock.json"), JSON.stringify(own));
    writeFileSync(join(target, "package.json"), '{"dependencies":{"one":"2.0.0"}}');
    await assert.rejects(
      installPackages(target, present, never),
      (error: unknown) => error instanceof UsageError && /^npm ci: .*--declaration-only/s.test(error.message),
    );
  });

  it("is refused where it has no lockfile", async () => {
    await assert.rejects(
      installPackages(target, present, never),
      (error: unknown) =>
        error instanceof UsageError && /^package-lock.json: that version has none/.test(error.message),
    );
  });

  it("is refused where the commit has packages itself, be it by a link", async () => {
    writeFileSync(join(target, "package-lock.json"), JSON.stringify({ packages: wanted }));
    const refused = () =>
      assert.rejects(
        installPackages(target, present, never),
        (error: unknown) =>
          error instanceof UsageError && error.message.startsWith("node_modules: found in that"),
      );
    mkdirSync(join(target, "node_modules"));
    await refused();
    rmSync(join(target, "node_modules"), { recursive: true });
    symlinkSync("/nowhere/at/all", join(target, "node_modules"));
    await refused();
  });
});

describe("the charts of a version", () => {
  let root: string;
  const at = (...path: string[]) => join(root, ...path);
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "basalt-charts-")));
    for (const folder of ["present/.basalt/charts", "tree/project/.basalt/charts", "outside"])
      mkdirSync(at(folder), { recursive: true });
    for (const name of ["a.tgz", "b.tgz"]) writeFileSync(at("present/.basalt/charts", name), "present");
    writeFileSync(at("outside/victim"), "own");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const copy = () => copyCharts(at("present"), at("tree/project"), at("tree"));
  const read = (...path: string[]) => readFileSync(at(...path), "utf8");

  it("are those that were downloaded already, and its own where it has them", () => {
    writeFileSync(at("tree/project/.basalt/charts/b.tgz"), "target");
    copy();
    assert.equal(read("tree/project/.basalt/charts/a.tgz"), "present");
    assert.equal(read("tree/project/.basalt/charts/b.tgz"), "target");
  });

  it("are not written through its own links", () => {
    symlinkSync(at("outside/victim"), at("tree/project/.basalt/charts/a.tgz"));
    copy();
    assert.equal(read("outside/victim"), "own");
    assert.equal(read("tree/project/.basalt/charts/b.tgz"), "present");
  });

  for (const folder of [".basalt", ".basalt/charts"])
    it(`are refused where ${folder} is a link that leads out`, () => {
      rmSync(at("tree/project", folder), { recursive: true });
      symlinkSync(at("outside"), at("tree/project", folder));
      assert.throws(
        copy,
        (error: unknown) => error instanceof UsageError && error.message.includes("leads out"),
      );
      assert.deepEqual(readdirSync(at("outside")), ["victim"]);
    });

  it("are refused where .basalt is a file", () => {
    rmSync(at("tree/project/.basalt"), { recursive: true });
    writeFileSync(at("tree/project/.basalt"), "");
    assert.throws(copy, /found a file of that commit where a folder belongs/);
  });

  it("are none where nothing was downloaded", () => {
    rmSync(at("present/.basalt"), { recursive: true });
    copy();
    assert.deepEqual(readdirSync(at("tree/project/.basalt/charts")), []);
  });
});
