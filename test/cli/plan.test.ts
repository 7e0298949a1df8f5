import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "../../cli/project.js";
import { sample } from "../support/fixture.js";
import {
  eksProject,
  inStack,
  problemsOf,
  withFile,
  withoutFile,
  type Change,
  type Files,
} from "../support/project.js";
import type { PlanReport } from "../../cli/plan/report.js";
import { command, type Outcome } from "../support/io.js";
import { chartsByAddress } from "../support/recorded.js";
import { inProjectAsync } from "../support/temporary.js";

const root = join(__dirname, "../..");
const projectFile = { "Pulumi.yaml": "name: basalt\nruntime: nodejs\n" };
const usable: Files = chartsByAddress({ ...eksProject, ...projectFile });

/** The plan of a project, after its differences. */
function planOf(changes: readonly Change[], ...options: readonly string[]): Promise<Outcome> {
  const files = changes.reduce((before, change) => change(before), usable);
  return inProjectAsync(files, (directory) => command(["plan", "--stack", "test", ...options], directory));
}

describe("basalt plan", () => {
  it("is clean where nothing is wrong, and says so last", async () => {
    const { code, out, err } = await planOf([]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^Plan of test: base \(EKS 1\.35 in eu-central-1, account 111122223333\)\n/);
    assert.match(out, /\nClean: \d+ resources, no findings, \d warnings?\. Nothing was changed\.\n$/);
  });

  it("prints every mistake of the files, as the loader tells it, and no plan", async () => {
    const changes = [
      inStack("podCidr: 10.244.0.0/16", "podCidr: 10.0.0.0/16"),
      inStack("    coredns: v1.13.2-eksbuild.31", "    coredns: latest"),
    ];
    const { code, out, err } = await planOf(changes);
    assert.deepEqual([code, out], [2, ""]);
    const problems = problemsOf({ changes: [...changes, chartsByAddress] });
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.ok(err.includes(problem), `${err}\nmisses\n${problem}`);
    assert.doesNotMatch(err, /^\s+at /m);
  });

  describe("judged by the policy pack", () => {
    const policyFile = "policies/environments/test.json";
    const configuration = JSON.parse(eksProject[policyFile]!) as Readonly<Record<string, object>>;
    /** The plan under the base's configuration with another word about who administers the cluster. */
    const judged = (admins: object, ...options: readonly string[]) =>
      planOf(
        [withFile(policyFile, JSON.stringify({ ...configuration, "declared-cluster-admins": admins }))],
        ...options,
      );
    const readReport = ({ out }: Outcome) => JSON.parse(out) as PlanReport;
    const admin = "arn:aws:iam::111122223333:role/platform";

    it("refuses what a mandatory rule refuses, among the findings and with the rest of what policies say", async () => {
      const outcome = await judged({ creator: "arn:x" }, "--json");
      const { policies, findings, summary } = readReport(outcome);
      assert.deepEqual([outcome.code, outcome.err, summary.findings], [1, "", 1]);
      const [finding] = findings;
      assert.deepEqual(
        [finding?.check, finding?.urn?.split("::").at(-1), finding?.message.includes(admin)],
        ["policy:declared-cluster-admins", "cluster", true],
      );
      assert.equal(policies.summary.mandatory, 1);
      assert.deepEqual(policies.findings[0], {
        rule: "declared-cluster-admins",
        severity: "critical",
        level: "mandatory",
        kind: "violation",
        urn: finding?.urn,
        message: finding?.message,
      });
    });

    it("shows them with the policies and nowhere else, and counts them in the verdict", async () => {
      const { code, out } = await judged({});
      const text = out.replace(/\s+/g, " ");
      assert.equal(code, 1);
      assert.equal(text.split(`found "${admin}"`).length, 2);
      assert.doesNotMatch(out, /^Findings$/m);
      assert.match(out, /^Refused: 2 findings, \d+ warnings?\. Nothing was changed\.$/m);
    });

    it("takes every rule's defaults where the stack has no configuration, and says so", async () => {
      const { out } = await planOf([withoutFile(policyFile)]);
      assert.match(out, /as the rules are by default: this stack has no file in\s+policies\/environments\n/);
    });

    it("tells the configuration's mistakes with the declaration's", async () => {
      const { code, out, err } = await planOf([
        withFile(policyFile, '{ "no-such-rule": "advisory" }'),
        inStack("    coredns: v1.13.2-eksbuild.31", "    coredns: latest"),
      ]);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, /^basalt plan: 2 problems in the declaration; nothing was changed\.$/m);
      assert.match(err, /^policies\/environments\/test\.json:1 no-such-rule: found an unknown key;/m);
      assert.match(err, /coredns/);
    });

    it("accepts for a while what an exception names, and refuses it when that has passed", async () => {
      const exception = { resource: "eks:index:Cluster::cluster", reason: "until the team has moved" };
      const until = (expires: string) =>
        judged({ creator: "arn:x", exceptions: [{ ...exception, expires }] }, "--json");
      const [accepted, passed] = [await until("2999-12-31"), await until("2020-01-01")];
      assert.deepEqual([accepted.code, passed.code], [0, 1]);
      assert.deepEqual(
        readReport(accepted).policies.exceptions.filter(({ used }) => used),
        [
          {
            rule: "declared-cluster-admins",
            ...exception,
            expires: "2999-12-31",
            expired: false,
            used: true,
          },
        ],
      );
      assert.equal(readReport(accepted).policies.summary.excepted, 1);
      assert.match(readReport(passed).findings[0]!.message, /its exception ended on 2020-01-01/);
    });
  });

  it("lists the stacks that there are when it is asked for another", async () => {
    const { code, out, err } = await command(["plan", "--stack", "production"], sample);
    assert.deepEqual([code, out], [2, ""]);
    for (const stack of ["dev", "kind", "prod", "staging"]) assert.match(err, new RegExp(`\\b${stack}\\b`));
  });

  it("tells a chart that is not the pinned one as a mistake, not as a bug", async () => {
    const { code, err } = await planOf([
      (files) => ({ ...files, ...eksProject, "vendor/crds.tgz": "not the chart" }),
    ]);
    assert.equal(code, 2);
    assert.match(err, /^basalt plan: chart vendor\/crds\.tgz: found sha256:.* Do not deploy it .*\n$/);
  });

  it("tells a Pulumi.yaml that is not YAML as a mistake", async () => {
    const { code, err } = await planOf([(files) => ({ ...files, "Pulumi.yaml": "name: [\n" })]);
    assert.deepEqual(
      [code, err],
      [
        2,
        'basalt plan: Pulumi.yaml: found what cannot be read ("Flow sequence in block collection must be sufficiently indented and end with a ]…"); allowed: a YAML file with the project\'s name\n',
      ],
    );
  });

  it("tells a Pulumi.yaml without a name as a mistake", async () => {
    const { code, err } = await planOf([(files) => ({ ...files, "Pulumi.yaml": "runtime: nodejs\n" })]);
    assert.deepEqual(
      [code, err],
      [2, "basalt plan: Pulumi.yaml: found no name; allowed: the project's name\n"],
    );
  });

  it("tells progress only where errors go, and only at a terminal", async () => {
    const quiet = await command(["plan"], sample);
    const watched = await command(["plan"], sample, { interactive: true });
    assert.deepEqual([watched.code, watched.out], [0, quiet.out]);
    assert.deepEqual([quiet.err, watched.err], ["", `planning dev of ${sample}\n`]);
  });

  it("shows the same plan with colours where there are some", async () => {
    const plain = await command(["plan"], sample);
    const coloured = await command(["plan"], sample, { colour: true });
    // eslint-disable-next-line no-control-regex
    const escape = /\u001b\[\d+m/g;
    assert.notEqual(coloured.out, plain.out);
    assert.equal(coloured.out.replace(escape, ""), plain.out);
    // Pagers forget a colour at the end of a line.
    for (const line of coloured.out.split("\n")) assert.equal((line.match(escape) ?? []).length % 2, 0, line);
  });

  for (const stack of ["dev", "staging", "prod", "kind"]) {
    it(`is clean for ${stack} of the sample, with its 12 workloads and 17 flows`, async () => {
      const { code, out } = await command(["plan", "--stack", stack, "--json"], sample);
      const { findings, namespaces } = JSON.parse(out) as {
        findings: unknown[];
        namespaces: { workloads: unknown[]; flows: unknown[] }[];
      };
      assert.deepEqual(
        [code, findings, ...namespaces.map(({ workloads, flows }) => [workloads.length, flows.length])],
        [0, [], [12, 17]],
      );
    });
  }

  it("finds the project above the working directory, by --cwd, and its own elsewhere", async () => {
    await inProjectAsync(usable, async (directory) => {
      const below = join(directory, "namespaces");
      const expected = await command(["plan", "--stack", "test"], directory);
      assert.deepEqual(await command(["plan", "--stack", "test"], below), expected);
      assert.deepEqual(await command(["plan", "--stack", "test", "--cwd", directory], sample), expected);
      assert.deepEqual(await command(["plan", "--stack", "test", "--cwd", ".."], below), expected);
    });
    assert.equal(findProject(tmpdir(), undefined), root);
  });

  it("changes nothing in the project", async () => {
    await inProjectAsync(usable, async (directory) => {
      const before = readdirSync(directory, { recursive: true });
      await command(["plan", "--stack", "test"], directory);
      assert.deepEqual(readdirSync(directory, { recursive: true }), before);
    });
  });
});
