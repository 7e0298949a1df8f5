import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UsageError } from "../../../cli/io.js";
import { judge } from "../../../cli/pack/judge.js";
import { spawnPack } from "../../../cli/pack/packChild.js";
import { connectPack, startPack } from "../../../cli/pack/packProcess.js";
import { family } from "../../engine/support/processes.js";

const root = join(__dirname, "../../..");
/** A process that has ended and that nobody has asked about runs no more. */
const isRunning = (pid: number) =>
  /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());

const nobody = { stack: "dev", project: "basalt" };

describe("a policy pack's process", () => {
  const folders: string[] = [];
  /** A pack whose main file is this text. */
  const packOf = (main: string, withPackages = true) => {
    const folder = mkdtempSync(join(tmpdir(), "basalt-pack-"));
    folders.push(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "pack", main: "main.js" }));
    writeFileSync(join(folder, "main.js"), main);
    if (withPackages) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    return folder;
  };
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it("runs in its own folder, and knows the stack as from a language host", async () => {
    const child = spawnPack(
      packOf(`
        const { PULUMI_NODEJS_STACK: stack, PULUMI_NODEJS_PROJECT: project, PULUMI_NODEJS_DRY_RUN: dryRun } = process.env;
        console.error(JSON.stringify([process.cwd(), stack, project, dryRun]));
        process.exit(7);
      `),
      nobody,
    );
    await assert.rejects(child.port, {
      message: `the policy pack ended with code 7:\n${JSON.stringify([folders.at(-1), "dev", "basalt", "true"])}`,
    });
  });

  it("fails with what it says where it does not start", async () => {
    await assert.rejects(startPack(packOf('console.error("no such rule"); process.exit(3);')), {
      message: "the policy pack ended with code 3:\nno such rule",
    });
  });

  it("says only the end of what it says where that is much", async () => {
    const folder = packOf('console.error("x".repeat(1e6) + "the reason"); process.exitCode = 1;');
    await assert.rejects(startPack(folder), ({ message }: Error) => {
      assert.ok(message.length < 20_000);
      return message.endsWith("the reason");
    });
  });

  it("fails where it prints something else than a port", async () => {
    await assert.rejects(startPack(packOf('console.log("hello"); setInterval(() => undefined, 1000);')), {
      message: 'the policy pack printed "hello" where its port belongs',
    });
  });

  it("fails where it does not start in time", async () => {
    const child = spawnPack(packOf("setInterval(() => undefined, 1000);"), nobody, 0.5);
    await assert.rejects(child.port, { message: "the policy pack did not start within 0.5 s" });
  });

  it("fails where it does not answer in time", async () => {
    const folder = packOf(`
      const server = require("node:net").createServer();
      server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    `);
    const child = spawnPack(folder, nobody);
    try {
      await assert.rejects(
        connectPack(child, folder, nobody, 0.5),
        /^Error: the policy pack failed: .*deadline/i,
      );
    } finally {
      child.kill();
    }
  });

  it("fails where it dies instead of answering", async () => {
    const folder = packOf(`
      const server = require("node:net").createServer(() => { console.error("out of memory"); process.exit(9); });
      server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    `);
    await assert.rejects(startPack(folder), { message: "the policy pack ended with code 9:\nout of memory" });
  });

  it("fails where it is not installed", () => {
    const folder = packOf("", false);
    assert.throws(() => spawnPack(folder, nobody), {
      name: "UsageError",
      message: `the policy pack ${folder}: found no @pulumi/pulumi; allowed: a pack that is installed (npm ci)`,
    });
  });

  it("fails a plan that nobody has judged, even a good one", async () => {
    const folder = packOf('console.error("broken"); process.exit(1);');
    const result = judge(spawnPack(folder, nobody), folder, nobody, { rules: new Map() }, () =>
      Promise.resolve("a good program"),
    );
    await assert.rejects(result, (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.message, "the policy pack ended with code 1:\nbroken");
      return true;
    });
  });

  it("answers no question after it was stopped, and leaves no listener behind", async () => {
    const listeners = () =>
      ["exit", "SIGINT", "SIGTERM", "SIGHUP"].map((event) => process.listenerCount(event));
    const before = listeners();
    const pack = await startPack(join(root, "policies"));
    const asked = pack.info();
    pack.stop();
    await assert.rejects(asked, { message: "the policy pack was stopped" });
    await assert.rejects(pack.info());
    assert.deepEqual(listeners(), before);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const)
    it(`ends with the command that started it, by ${signal}`, async () => {
      const script = `
        const { startPack } = require(${JSON.stringify(join(root, "cli/pack/packProcess.ts"))});
        startPack(${JSON.stringify(join(root, "policies"))}).then(() => console.log("started"));
      `;
      const command = spawn(process.execPath, ["--require", "tsx/cjs", "-e", script], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(command.stdout, "data");
      const [, pack] = family(command.pid!);
      assert.ok(pack !== undefined && isRunning(pack));
      command.kill(signal);
      assert.equal((await once(command, "exit"))[1], signal);
      for (let tries = 0; isRunning(pack) && tries < 100; tries++) await wait(50);
      assert.equal(isRunning(pack), false);
    });
});
