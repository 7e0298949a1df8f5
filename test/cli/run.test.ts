import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../support/io.js";

const here = tmpdir();

describe("basalt", () => {
  for (const argv of [["help"], ["--help"], ["-h"]]) {
    it(`prints its commands and exit codes on ${argv.join()}`, async () => {
      const { code, out, err } = await command(argv, here);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /^Commands:\n {2}plan {7}run the program/m);
      assert.match(out, /0 clean, 1 findings, 2 could not run/);
    });
  }

  it("prints the same where errors go, and could not run, without a command", async () => {
    const { out: help } = await command(["help"], here);
    assert.deepEqual(await command([], here), { code: 2, out: "", err: help });
  });

  it("prints the version that package.json has", async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
      version: string;
    };
    assert.deepEqual(await command(["--version"], here), { code: 0, out: `${version}\n`, err: "" });
  });

  for (const argv of [
    ["plan", "--help"],
    ["plan", "--stack", "none", "-h"],
  ]) {
    it(`prints options and examples on ${argv.join(" ")}, and does nothing else`, async () => {
      const { code, out, err } = await command(argv, here);
      assert.deepEqual([code, err], [0, ""]);
      for (const part of ["--stack NAME", "--cwd DIR", "--json", "Examples:"]) assert.ok(out.includes(part));
    });
  }

  const options = "--stack NAME, --cwd DIR, --json, --help";
  const refusals = [
    [
      ["destroy"],
      'basalt: found the command "destroy"; allowed: plan, reach, preview, comment, deploy, history, rollback, drift, pin, promote, rotate\n',
    ],
    [["plan", "--stack", "../x"], '--stack: found "../x"; allowed: letters, digits'],
    [["plan", "--stack", ""], '--stack: found ""; allowed: letters, digits'],
    [["plan", "--colour"], `found the option "--colour"; allowed: ${options}`],
    [["plan", "--colour=always"], `found the option "--colour"; allowed: ${options}`],
    [["plan", "--constructor"], `found the option "--constructor"; allowed: ${options}`],
    [["plan", "-s"], `found the option "-s"; allowed: ${options}`],
    [["plan", "dev"], `found the argument "dev"; allowed: ${options}`],
    [["plan", "--", "--json"], `found the argument "--json"; allowed: ${options}`],
    [["plan", "--stack"], "--stack: found no value; allowed: --stack NAME"],
    [["plan", "--stack", "--json"], "--stack: found no value; allowed: --stack NAME"],
    [["plan", "--stack=-/"], '--stack: found "-/"; allowed: letters, digits'],
    [["plan", "--json=yes"], '--json: found the value "yes"; allowed: --json'],
    [
      ["plan", "dev", "--cwd"],
      `found the argument "dev"; allowed: ${options}\n--cwd: found no value; allowed: --cwd DIR`,
    ],
    [
      ["plan", "--cwd", "/nowhere"],
      '--cwd: found "/nowhere", which has no Pulumi.yaml; allowed: the folder of a project',
    ],
  ] as const;
  for (const [argv, message] of refusals) {
    it(`could not run ${JSON.stringify(argv)}, says why, and shows no stack trace`, async () => {
      const { code, out, err } = await command(argv, here);
      assert.deepEqual([code, out], [2, ""]);
      assert.ok(err.includes(message), err);
      assert.doesNotMatch(err, /^\s+at /m);
    });
  }
});
