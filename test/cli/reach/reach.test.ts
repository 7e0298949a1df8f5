import assert from "node:assert/strict";
import { relative } from "node:path";
import { fixturePath, matchesFixture } from "../../support/fixture.js";
import { command, type Outcome } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

/** As it would be typed in the folder that tests run in: places in the answers begin with it. */
const shop = relative(process.cwd(), fixturePath("reach/shop"));
const ranges = ["--pod-cidr", "10.244.0.0/16", "--node-cidr", "10.0.0.0/24"];

function reach(...args: readonly string[]): Promise<Outcome> {
  return command(["reach", ...args], process.cwd());
}

function ask(...args: readonly string[]): Promise<Outcome> {
  return reach(shop, ...ranges, ...args);
}

describe("basalt reach", () => {
  for (const [format, fixtureName] of [
    ["text", "matrix.txt"],
    ["json", "matrix.json.txt"],
    ["markdown", "matrix.md.txt"],
    ["mermaid", "matrix.mmd"],
  ] as const)
    it(`tells the whole matrix as ${format}`, async () => {
      const { code, out, err } = await ask("--format", format);
      assert.deepEqual([code, err], [0, ""]);
      matchesFixture(`reach/${fixtureName}`, out);
    });

  it("tells openings that nobody uses, which are no findings", async () => {
    const { code, out, err } = await ask("--exposure");
    assert.deepEqual([code, err], [0, ""]);
    matchesFixture("reach/exposure.txt", out);
    matchesFixture("reach/exposure.md.txt", (await ask("--exposure", "--format", "markdown")).out);
    matchesFixture("reach/exposure.json.txt", (await ask("--exposure", "--json", "--namespace", "shop")).out);
  });

  it("tells what does not do what it seems to, which are findings", async () => {
    const { code, out, err } = await ask("--hygiene");
    assert.deepEqual([code, err], [1, ""]);
    matchesFixture("reach/hygiene.txt", out);
    matchesFixture("reach/hygiene.md.txt", (await ask("--hygiene", "--format", "markdown")).out);
    matchesFixture("reach/hygiene.json.txt", (await ask("--hygiene", "--json")).out);
  });

  it("has --json as another way to say --format json", async () => {
    assert.equal((await ask("--json")).out, (await ask("--format", "json")).out);
  });

  it("tells of one namespace, or one workload, where asked to", async () => {
    const connections = async (...args: readonly string[]) => {
      const { out } = await ask("--json", ...args);
      return (JSON.parse(out) as { connections: { from: string; to: string }[] }).connections;
    };
    const ofShop = await connections("--namespace", "shop");
    assert.equal(ofShop.length, 4);
    assert.ok(ofShop.every(({ from, to }) => from.startsWith("shop/") || to.startsWith("shop/")));
    assert.deepEqual(
      (await connections("--focus", "cart")).map(({ from, to }) => `${from} ${to}`),
      ["shop/web shop/cart"],
    );
  });

  it("says what was nearly meant by a name that is not there", async () => {
    const { code, err } = await ask("--namespace", "shpo", "--focus", "webb");
    assert.equal(code, 2);
    assert.equal(
      err,
      'basalt reach: --namespace: found "shpo"; did you mean "shop"?\n--focus: found "webb"; did you mean "shop/web"?\n',
    );
  });

  it("asks whether to assume where pods are", async () => {
    const { out } = await reach(shop);
    assert.match(out, /Nobody says where pods are: assumed 192\.168\.0\.0\/16, Calico's default\./);
    assert.match(out, /Nobody says where nodes are/);
  });

  it("answers nothing where anything cannot be understood, and names all of it", async () => {
    const files = {
      "a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: { name: [x] }\nspec: {}\n",
      "b.yaml": "kind: [\n",
      "c.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
    };
    await inProjectAsync(files, async (directory) => {
      const { code, out, err } = await command(["reach", "."], directory);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, /^basalt reach: \d+ problems in what was read; nothing was answered\.\n/);
      assert.match(err, /a\.yaml:3 metadata\.name: found /);
      assert.match(err, /b\.yaml:\d+: found /);
    });
  });

  it("tells progress at a terminal alone, and where errors go", async () => {
    const { out, err } = await command(["reach", shop, ...ranges], process.cwd(), { interactive: true });
    assert.equal(err, `reading ${JSON.stringify(shop)}\n`);
    assert.equal(out, (await ask()).out);
  });

  for (const [args, message] of [
    [[], "found nothing to look at; allowed: DIR, FILE, - (standard input), or --stack NAME"],
    [["x", "--stack", "dev"], '--stack: found with "x"; allowed: one of the two'],
    [
      ["x", "--cwd", "y"],
      "--cwd: found without --stack; allowed: with --stack NAME, the folder of its project",
    ],
    [[""], "found an empty text; allowed: DIR, FILE"],
    [["x", "--diff="], "--diff: found an empty text; allowed: a folder, a file, or a git revision"],
    [["x", "y"], 'found the argument "y"; allowed: DIR|FILE|-, --stack NAME'],
    [["x", "--from", "a"], "--to: found nothing; allowed: --from A and --to B together"],
    [["x", "--explain"], "--explain: found without --from and --to; allowed: with both"],
    [["x", "--exposure", "--hygiene"], "found --exposure, --hygiene; allowed: one question at a time"],
    [["x", "--format", "html"], '--format: found "html"; allowed: text, json, markdown, mermaid'],
    [["x", "--json", "--format", "text"], "--json: found with --format text; allowed: one of the two"],
    [["x", "--exposure", "--format", "mermaid"], "--format: found mermaid, which draws the matrix"],
    [["x", "--calico", "3.99"], '--calico: found "3.99"; allowed: 3.29, 3.30, 3.31, 3.32 (default: 3.32)'],
    [["x", "--pod-cidr", "10.0.0.0"], '--pod-cidr: found "10.0.0.0"; allowed: a CIDR such as 10.244.0.0/16'],
    [["x", "--stack", "../y"], '--stack: found "../y"; allowed: letters, digits'],
  ] as const)
    it(`refuses ${JSON.stringify(args)}`, async () => {
      const { code, out, err } = await reach(...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.ok(err.includes(message), err);
      assert.doesNotMatch(err, /^\s+at /m);
    });

  it("tells every mistake of the command line at once", async () => {
    const { err } = await reach("--calico", "2", "--pod-cidr", "x");
    assert.equal(err.trimEnd().split("\n").length, 3);
  });

  it("takes the Calico that it is told: what another does not enforce does not count", async () => {
    const files = {
      "all.yaml": `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: x, labels: { app: a } }
spec: { containers: [] }
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: no-ingress }
spec:
  priority: 1
  subject: { namespaces: {} }
  ingress: [{ name: none, action: Deny, from: [{ namespaces: {} }] }]
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: x, labels: { app: b } }
spec: { containers: [] }
`,
    };
    await inProjectAsync(files, async (directory) => {
      const codes = await Promise.all(
        ["3.31", "3.32"].map(async (calico) => {
          const args = ["reach", ".", "--from", "a", "--to", "b", "--port", "80", "--calico", calico];
          return (await command(args, directory)).code;
        }),
      );
      assert.deepEqual(codes, [1, 0]);
    });
  });
});
