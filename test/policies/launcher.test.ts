import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPack } from "../../cli/pack/packProcess.js";
import { refusesWrites, runsFirst } from "../support/launchers.js";
import { copyRepository, forgetBundle, keptIn, launch } from "../support/repository.js";

describe("policies/main.js", () => {
  let copy: string;
  const pathOf = (file: string) => join(copy, "policies", file);
  const kept = () => readFileSync(join(copy, "node_modules/.cache/basalt/policies.cjs"), "utf8");
  /** What the pack says of itself, started anew. */
  const info = async (repository = copy) => {
    const pack = await startPack(join(repository, "policies"));
    try {
      return (await pack.info()).toObject();
    } finally {
      pack.stop();
    }
  };
  /** Runs `act` while a file has another content. */
  const whileChanged = async <Result>(
    path: string,
    change: (text: string) => string,
    act: () => Promise<Result>,
  ): Promise<Result> => {
    const original = readFileSync(path, "utf8");
    writeFileSync(path, change(original));
    try {
      return await act();
    } finally {
      writeFileSync(path, original);
    }
  };
  before(() => {
    copy = copyRepository();
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  it("starts the same pack with and without a kept bundle", async () => {
    const first = await info();
    const bundle = kept();
    assert.deepEqual(await info(), first);
    assert.equal(kept(), bundle);
  });

  it("keeps a bundle of its own, beside the command's", async () => {
    forgetBundle(copy);
    await info();
    const bundle = kept();
    await launch(copy, ["plan"], copy);
    assert.deepEqual(keptIn(copy), ["cli.cjs", "policies.cjs"]);
    assert.equal(kept(), bundle);
  });

  it("starts what the sources say now, whichever of them changed, and however often", async () => {
    const first = await info();
    const described = await whileChanged(
      pathOf("rules/no-privileged-container.ts"),
      (text) => text.replace(/description: "[^"]*"/, 'description: "a changed rule"'),
      info,
    );
    assert.ok(described.policiesList.some(({ description }) => description === "a changed rule"));
    const versioned = await whileChanged(
      pathOf("package.json"),
      (text) => text.replace(/"version": "[^"]*"/, '"version": "9.9.9"'),
      info,
    );
    assert.equal(versioned.version, "9.9.9");
    assert.deepEqual(await info(), first);
  });

  for (const path of ["policies/package.json", "package-lock.json"])
    it(`keeps another bundle when ${path} has changed`, async () => {
      await info();
      const bundle = kept();
      await whileChanged(join(copy, path), (text) => `${text}\n`, info);
      assert.notEqual(kept(), bundle);
    });

  it("starts as often as it is started at once, with nothing kept yet", async () => {
    const expected = await info();
    forgetBundle(copy);
    const all = await Promise.all([info(), info(), info()]);
    assert.deepEqual(all, [expected, expected, expected]);
    assert.deepEqual(keptIn(copy), ["policies.cjs"]);
  });

  it("starts its own sources, though another copy with the same packages keeps its bundle in the same place", async () => {
    const other = `${copy}-other`;
    cpSync(copy, other, { recursive: true, filter: (path) => path !== join(copy, "node_modules") });
    symlinkSync(join(copy, "node_modules"), join(other, "node_modules"));
    try {
      await info();
      const bundle = kept();
      await info(other);
      assert.notEqual(kept(), bundle);
      const manifest = join(other, "policies/package.json");
      writeFileSync(
        manifest,
        readFileSync(manifest, "utf8").replace(/"version": "[^"]*"/, '"version": "9.9.9"'),
      );
      const { version } = await info();
      const versions = async (repository: string) => (await info(repository)).version;
      for (let time = 0; time < 3; time++)
        assert.deepEqual(await Promise.all([versions(copy), versions(other)]), [version, "9.9.9"]);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("starts where its packages' folder cannot be written, and keeps nothing", async () => {
    const expected = await info();
    forgetBundle(copy);
    const restore = runsFirst(pathOf("main.js"), refusesWrites(join(copy, "node_modules"), "EROFS"));
    try {
      assert.deepEqual(await info(), expected);
      assert.deepEqual(keptIn(copy), []);
    } finally {
      restore();
    }
  });

  describe("where the pack fails", () => {
    /** Where its failure comes from, as its trace says. */
    const origin = async () => {
      const error: unknown = await startPack(join(copy, "policies")).catch((reason: unknown) => reason);
      // eslint-disable-next-line no-control-regex -- Pulumi's starter writes colours
      return /broken\n\s+at .*?\((.*)\)/.exec(String(error).replace(/\u001b\[\d+m/g, ""))?.[1];
    };
    let place: string;
    before(() => {
      const source = pathOf("serve.ts");
      const [before, after] = readFileSync(source, "utf8").split(/^(?=serveAnalyzer)/m) as [string, string];
      writeFileSync(source, `${before}if (process.pid) throw new Error("broken");\n${after}`);
      place = `${source}:${before.split("\n").length}:24`;
    });

    it("names the source and its line, with and without a kept bundle", async () =>
      assert.deepEqual([await origin(), await origin()], [place, place]));

    it("names them where no bundle can be kept, too", async () => {
      forgetBundle(copy);
      const restore = runsFirst(pathOf("main.js"), refusesWrites(join(copy, "node_modules"), "EROFS"));
      try {
        assert.equal(await origin(), place);
      } finally {
        restore();
      }
    });
  });
});
