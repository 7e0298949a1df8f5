import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { goActionlint, lint, parliament, zizmor, type Linter } from "./support/linters.js";
import { root } from "./support/workflows.js";

/** What parliament says of a folder of policies, without what it cannot judge; one line each. */
function saidOfPolicies(program: string, directory: string): string[] {
  const { said } = lint(program, ["--json", "--directory", directory]);
  const findings = said
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { issue: string; detail: unknown });
  return (
    findings
      // It takes each statement by itself: an action on two kinds of resources, one by the tag that it gets and one by the
      // tag that it has, is two statements here. That whoever writes a bucket's policy rules the bucket, is so.
      .filter(
        ({ issue }) => issue !== "RESOURCE_MISMATCH" && issue !== "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
      )
      .map(({ issue, detail }) => `${issue} ${JSON.stringify(detail)}`)
  );
}

/** The roles' policies with names filled in. */
function filledPolicies(directory: string, change: (text: string) => string = (text) => text): void {
  const values: Readonly<Record<string, string>> = { ACCOUNT: "111122223333", REGION: "eu-central-1" };
  const folder = join(root, "docs/iam");
  for (const name of readdirSync(folder).filter(
    (each) => each.endsWith(".json") && !each.startsWith("trust-"),
  )) {
    const text = readFileSync(join(folder, name), "utf8");
    writeFileSync(
      join(directory, name),
      change(text.replace(/<([A-Z_]+)>/g, (_, placeholder: string) => values[placeholder] ?? "name")),
    );
  }
}

/** A repository whose one workflow has this in it. */
function withWorkflow<Result>(text: string, use: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), "basalt-workflow-"));
  try {
    const file = join(directory, ".github/workflows/x.yml");
    mkdirSync(dirname(file), { recursive: true });
    mkdirSync(join(directory, ".git"));
    writeFileSync(file, text);
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const head =
  "name: X\non: [pull_request]\npermissions: {}\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n";

describe("the workflows, by linters of others", function () {
  this.timeout(300_000);

  function linted(
    name: string,
    install: () => Linter,
    args: readonly string[],
    mistakes: readonly [string, RegExp][],
  ): void {
    describe(name, () => {
      let program: string;
      before(function () {
        const found = install();
        if ("program" in found) ({ program } = found);
        else {
          console.log(`      skipped: ${name} cannot be installed: ${found.missing}`);
          this.skip();
        }
      });
      it("finds nothing", () => {
        const { code, said } = lint(program, args);
        assert.equal(code, 0, said);
      });
      for (const [step, message] of mistakes)
        it(`would find ${step.trim()}`, () =>
          withWorkflow(head + step, (directory) => {
            const { code, said } = lint(program, args, directory);
            assert.notEqual(code, 0);
            assert.match(said, message);
          }));
    });
  }

  // Before actionlint: it brings shellcheck.
  linted(
    "zizmor",
    zizmor,
    ["--offline", "--no-progress", "--format=plain", ".github"],
    [
      ['      - run: echo "${{ github.event.pull_request.title }}"\n', /template-injection/],
      ["      - uses: actions/checkout@v7\n", /unpinned-uses/],
    ],
  );
  linted(
    "actionlint",
    goActionlint,
    ["-no-color"],
    [
      ["      - run: echo ${{ matrix.stack }}\n", /property "stack" is not defined/],
      ["      - runs: echo x\n", /step must run script with "run" section/],
    ],
  );

  describe("parliament, of the roles' policies", () => {
    let program: string;
    before(function () {
      const found = parliament();
      if ("program" in found) ({ program } = found);
      else {
        console.log(`      skipped: parliament cannot be installed: ${found.missing}`);
        this.skip();
      }
    });
    const saidOf = (change?: (text: string) => string) => {
      const directory = mkdtempSync(join(tmpdir(), "basalt-policies-"));
      try {
        filledPolicies(directory, change);
        return saidOfPolicies(program, directory);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    };
    it("finds nothing", () => assert.deepEqual(saidOf(), []));
    it("would find an action that AWS does not have", () =>
      assert.match(
        saidOf((text) => text.replace("ec2:CreateVpc", "ec2:CreateVPCs")).join("\n"),
        /^UNKNOWN_ACTION/m,
      ));
    it("would find a resource that is every resource without need", () =>
      assert.match(
        saidOf((text) => text.replace('"arn:aws:s3:::name-flow-logs-*"', '"*"')).join("\n"),
        /^RESOURCE_STAR/m,
      ));
  });
});
