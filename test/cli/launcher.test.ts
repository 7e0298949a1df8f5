import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixture } from "../support/fixture.js";
import { copyRepository, filesOf, forgetBundle, launch } from "../support/repository.js";

const plan = fixture("plan-dev.txt");

const cache = "node_modules/.cache/basalt";

/** Names of the kept bundles. */
function bundlesOf(repository: string): string[] {
  return readdirSync(join(repository, cache)).filter((name) => name.endsWith(".cjs"));
}

describe("cli/basalt.js", () => {
  let copy: string;
  before(() => {
    copy = copyRepository();
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  it("prints the plan, with and without a kept bundle, from anywhere", async () => {
    const expected = { code: 0, signal: null, out: plan, err: "" };
    assert.deepEqual(await launch(copy, ["plan"], copy), expected);
    assert.ok(existsSync(join(copy, cache, "inputs.json")));
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

  it("keeps the bundle of what the sources say now, and no older one", async () => {
    await launch(copy, ["help"], copy);
    const [old] = bundlesOf(copy);
    const source = join(copy, "cli/run.ts");
    const original = readFileSync(source, "utf8");
    writeFileSync(source, `${original}\n// changed`);
    await launch(copy, ["help"], copy);
    const bundles = bundlesOf(copy);
    writeFileSync(source, original);
    assert.equal(bundles.length, 1);
    assert.notEqual(bundles[0], old);
  });

  describe("where its packages' folder cannot be written", () => {
    const launcher = () => join(copy, "cli/basalt.js");
    let original: string;
    let temporary: string;
    before(() => {
      original = readFileSync(launcher(), "utf8");
      temporary = mkdtempSync(join(tmpdir(), "basalt-test-"));
    });
    beforeEach(() => forgetBundle(copy));
    afterEach(() => writeFileSync(launcher(), original));
    after(() => rmSync(temporary, { recursive: true, force: true }));

    /** Makes every write below node_modules fail: modes do not bind root, as whom tests often run. */
    function refuseWrites(code: string): void {
      const refuse = `
        const fs = require("node:fs");
        require("node:os").tmpdir = () => ${JSON.stringify(temporary)};
        for (const name of ["mkdirSync", "writeFileSync"]) {
          const write = fs[name];
          fs[name] = (path, ...rest) => {
            if (path.startsWith(${JSON.stringify(join(copy, "node_modules"))})) {
              throw Object.assign(new Error("refused"), { code: ${JSON.stringify(code)} });
            }
            return write(path, ...rest);
          };
        }`;
      writeFileSync(launcher(), original.replace('"use strict";', `"use strict";${refuse}`));
    }

    for (const code of ["EACCES", "EPERM", "EROFS"]) {
      it(`prints the plan and leaves nothing behind on ${code}`, async () => {
        refuseWrites(code);
        const expected = { code: 0, signal: null, out: plan, err: "" };
        assert.deepEqual(await launch(copy, ["plan"], copy), expected);
        assert.deepEqual(readdirSync(temporary), []);
        assert.ok(!existsSync(join(copy, cache)));
        assert.ok(existsSync(join(copy, "node_modules/esbuild")));
      });
    }

    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      it(`leaves nothing behind when it is ended by ${signal}, and ends by it`, async () => {
        refuseWrites("EROFS");
        const refusing = readFileSync(launcher(), "utf8");
        writeFileSync(launcher(), `${refusing}\nprocess.kill(process.pid, "${signal}");\n`);
        assert.equal((await launch(copy, ["plan"], copy)).signal, signal);
        assert.deepEqual(readdirSync(temporary), []);
      });
    }

    it("says so when writing fails for another reason", async () => {
      refuseWrites("ENOSPC");
      const { code, out, err } = await launch(copy, ["plan"], copy);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /ENOSPC/);
      assert.deepEqual(readdirSync(temporary), []);
    });
  });

  it("makes the bundle anew where the kept one is gone or its list is broken", async () => {
    const list = join(copy, cache, "inputs.json");
    const bundles = () => bundlesOf(copy).forEach((name) => rmSync(join(copy, cache, name)));
    for (const damage of [
      () => rmSync(list),
      () => writeFileSync(list, "{"),
      bundles,
      () => forgetBundle(copy),
    ]) {
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
