import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { openStack } from "../../../cli/engine/openStack.js";
import { UsageError } from "../../../cli/io.js";

describe("opening a stack", () => {
  const path = process.env["PATH"];
  const folders: string[] = [];
  const temporaryFolder = () => {
    folders.push(mkdtempSync(join(tmpdir(), "basalt-test-")));
    return folders.at(-1)!;
  };
  afterEach(() => {
    process.env["PATH"] = path;
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** A stand-in for the CLI that says its version and keeps what it was asked. */
  function install(version: string): { folder: string; asked: () => string[] } {
    const folder = temporaryFolder();
    const log = join(folder, "asked");
    writeFileSync(
      join(folder, "pulumi"),
      `#!/bin/sh\necho "$*" >> ${log}\n[ "$1" = version ] && echo ${version}\nexit 0\n`,
    );
    chmodSync(join(folder, "pulumi"), 0o755);
    process.env["PATH"] = [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
    return { folder, asked: () => readFileSync(log, "utf8").trim().split("\n") };
  }

  it("asks the backend nothing, and leaves alone which stack is selected", async () => {
    const { folder, asked } = install("v3.260.0");
    const stack = await openStack({ directory: folder, stack: "prod" });
    assert.equal(stack.name, "prod");
    assert.deepEqual(
      asked().filter((words) => words !== "version"),
      [],
    );
  });

  it("says what is missing where there is no CLI", async () => {
    process.env["PATH"] = temporaryFolder();
    await assert.rejects(openStack({ directory: "/", stack: "dev" }), (error) => {
      assert(error instanceof UsageError);
      assert.match(
        error.message,
        /^found no Pulumi CLI that runs on the PATH; allowed: 3\.260\.0 or newer, https:\/\/www\.pulumi\.com\/docs\/install$/,
      );
      return true;
    });
  });

  it("refuses a CLI that is older than any that was tried", async () => {
    const { folder } = install("v3.259.0");
    await assert.rejects(openStack({ directory: folder, stack: "dev" }), {
      name: "UsageError",
      message:
        "found Pulumi 3.259.0 on the PATH; allowed: 3.260.0 or newer, https://www.pulumi.com/docs/install",
    });
  });

  it("takes an engine that was built from source, which says no version", async () => {
    const { folder } = install("dev");
    assert.equal((await openStack({ directory: folder, stack: "dev" })).name, "dev");
  });
});
