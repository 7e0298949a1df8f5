import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixture } from "../support/fixture.js";
import { copyRepository, filesOf, forgetBundle, launch } from "../support/repository.js";

const plan = fixture("plan-dev.txt");

describe("cli/basalt.js", () => {
  let copy: string;
  before(() => {
    copy = copyRepository();
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  it("prints the plan, with and without a kept bundle, from anywhere", async () => {
    const expected = { code: 0, signal: null, out: plan, err: "" };
    assert.deepEqual(await launch(copy, ["plan"], copy), expected);
    assert.ok(existsSync(join(copy, "node_modules/.cache/basalt/inputs.json")));
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
    const help = async () => (await launch(copy, ["help"], copy)).out;
    const before = await help();
    writeFileSync(source, original.replace("Usage: basalt <command>", "Usage: changed <command>"));
    assert.equal(await help(), before.replace("Usage: basalt", "Usage: changed"));
    writeFileSync(source, original);
    assert.equal(await help(), before);
  });

  it("makes the bundle anew where the kept one is gone or its list is broken", async () => {
    const list = join(copy, "node_modules/.cache/basalt/inputs.json");
    for (const damage of [() => rmSync(list), () => writeFileSync(list, "{"), () => forgetBundle(copy)]) {
      damage();
      assert.equal((await launch(copy, ["help"], copy)).code, 0);
      assert.ok(JSON.parse(readFileSync(list, "utf8")));
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
