import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixture } from "../support/fixture.js";
import { changesWhileBundled, refusesWrites, runsFirst } from "../support/launchers.js";
import { copyRepository, filesOf, forgetBundle, keptIn, launch } from "../support/repository.js";

const plan = fixture("plan-dev.txt");

const cache = "node_modules/.cache/basalt";

describe("cli/basalt.js", () => {
  let copy: string;
  const kept = () => readFileSync(join(copy, cache, "cli.cjs"), "utf8");
  const help = async () => (await launch(copy, ["help"], copy)).out;
  before(() => {
    copy = copyRepository();
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  it("prints the plan, with and without a kept bundle, from anywhere", async () => {
    const expected = { code: 0, signal: null, out: plan, err: "" };
    assert.deepEqual(await launch(copy, ["plan"], copy), expected);
    assert.deepEqual(keptIn(copy), ["cli.cjs", "policies.cjs"]);
    assert.deepEqual(await launch(copy, ["plan"], tmpdir()), expected);
  });

  it("exits with 2 where it could not run", async () => {
    const { code, out, err } = await launch(copy, ["plan", "--stack", "none"], copy);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^Pulumi\.none\.yaml: found no such file/m);
    assert.equal((await launch(copy, [], copy)).code, 2);
  });

  it("runs what the sources say now, whichever of them changed, and however often", async () => {
    const source = join(copy, "cli/run.ts");
    const original = readFileSync(source, "utf8");
    const before = await help();
    writeFileSync(source, original.replace("Usage: basalt <command>", "Usage: changed <command>"));
    assert.equal(await help(), before.replace("Usage: basalt", "Usage: changed"));
    writeFileSync(source, original);
    assert.equal(await help(), before);
  });

  it("runs what the sources say now, though one changed while it was read", async () => {
    const source = join(copy, "cli/run.ts");
    const original = readFileSync(source, "utf8");
    const before = await help();
    forgetBundle(copy);
    const changed = original.replace("Usage: basalt <command>", "Usage: changed <command>");
    const restore = runsFirst(join(copy, "cli/basalt.js"), changesWhileBundled(source, changed));
    try {
      assert.equal(await help(), before);
    } finally {
      restore();
    }
    assert.equal(readFileSync(source, "utf8"), changed);
    assert.equal(await help(), before.replace("Usage: basalt", "Usage: changed"));
    writeFileSync(source, original);
  });

  it("runs the kept bundle while nothing changes", async () => {
    const before = await help();
    const bundle = kept().replace("Usage: basalt <command>", "Usage: kept <command>");
    writeFileSync(join(copy, cache, "cli.cjs"), bundle);
    assert.equal(await help(), before.replace("Usage: basalt", "Usage: kept"));
    assert.equal(kept(), bundle);
    forgetBundle(copy);
  });

  for (const path of [
    "cli/run.ts",
    "launch/runBundled.js",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
  ])
    it(`keeps another bundle when ${path} has changed, and none but that`, async () => {
      forgetBundle(copy);
      await help();
      const [bundle, original] = [kept(), readFileSync(join(copy, path), "utf8")];
      appendFileSync(join(copy, path), "\n");
      await help();
      assert.notEqual(kept(), bundle);
      assert.deepEqual(keptIn(copy), ["cli.cjs"]);
      writeFileSync(join(copy, path), original);
    });

  describe("where its packages' folder cannot be written", () => {
    let restore: () => void;
    const refuseWrites = (code: string) => {
      restore = runsFirst(join(copy, "cli/basalt.js"), refusesWrites(join(copy, "node_modules"), code));
    };
    beforeEach(() => forgetBundle(copy));
    afterEach(() => restore());

    for (const code of ["EACCES", "EPERM", "EROFS"]) {
      it(`prints the plan and leaves nothing behind on ${code}`, async () => {
        refuseWrites(code);
        const before = filesOf(copy);
        const expected = { code: 0, signal: null, out: plan, err: "" };
        assert.deepEqual(await launch(copy, ["plan"], copy), expected);
        assert.deepEqual(filesOf(copy), before);
        assert.deepEqual(keptIn(copy), ["policies.cjs"]);
      });
    }

    it("says so when writing fails for another reason", async () => {
      refuseWrites("ENOSPC");
      const { code, out, err } = await launch(copy, ["plan"], copy);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /ENOSPC/);
    });
  });

  it("makes the bundle anew where the kept one is gone or broken", async () => {
    const bundle = join(copy, cache, "cli.cjs");
    await help();
    const whole = kept();
    for (const damage of [
      () => rmSync(bundle),
      () => writeFileSync(bundle, ""),
      () => writeFileSync(bundle, "//{\n"),
      () => writeFileSync(bundle, whole.slice(whole.indexOf("\n") + 1)),
      () => forgetBundle(copy),
    ]) {
      damage();
      assert.equal((await launch(copy, ["help"], copy)).code, 0);
      assert.equal(kept(), whole);
    }
  });

  it("leaves nothing behind in the project when it is interrupted, and runs afterwards", async () => {
    const before = filesOf(copy);
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      for (const afterMilliseconds of [30, 90, 150, 300, 600]) {
        forgetBundle(copy);
        await launch(copy, ["plan"], copy, { signal, afterMilliseconds });
        assert.deepEqual(filesOf(copy), before, `${signal} after ${afterMilliseconds} ms`);
      }
      const { code, out } = await launch(copy, ["plan"], copy);
      assert.deepEqual([code, out], [0, plan]);
    }
  });
});
