import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "../../cli/project.js";
import { sample } from "../support/fixture.js";
import { eksProject, inStack, problemsOf, type Change, type Files } from "../support/project.js";
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
