import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

const pod = (name: string, namespace = "b") =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }\nspec: { containers: [] }\n---\n`;

const pods = `${pod("one")}${pod("two")}${pod("other", "c")}`;

const cluster = (name: string, priority: number, spec: string) =>
  `apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: { name: ${name} }\nspec: { tier: Baseline, priority: ${priority}, subject: { namespaces: {} }, ${spec} }\n---\n`;

const baseline = (direction: "ingress" | "egress", priority = 7) =>
  cluster(
    `deny-${direction}`,
    priority,
    `${direction}: [{ action: Deny, ${direction === "ingress" ? "from" : "to"}: [{ namespaces: {} }] }]`,
  );

const baselineAdmin =
  "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: { name: default }\nspec: { subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ namespaces: {} }] }] }\n---\n";

const laterTier =
  "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: { name: last }\nspec: { order: 2000000 }\n---\napiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: { name: last.shut }\nspec: { tier: last, types: [Ingress], selector: app == 'two' }\n---\n";

const isolating = (name: string, direction: "Ingress" | "Egress") =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: b }\nspec: { podSelector: {}, policyTypes: [${direction}] }\n---\n`;

interface Asked {
  readonly changes: readonly { readonly where: string; readonly text: string }[];
  readonly remarks: readonly string[];
  readonly verified: boolean;
}

const question = ["--from", "one", "--to", "two", "--port", "80", "--explain"];

/** What is suggested, and what it changes of everything that gets through. */
async function suggested(
  manifests: string,
  ...args: readonly string[]
): Promise<Asked & { readonly changed: readonly string[] }> {
  return inProjectAsync({ "before.yaml": manifests }, async (directory) => {
    const { out } = await command(["reach", "before.yaml", ...question, "--json", ...args], directory);
    const { suggestion } = JSON.parse(out) as { suggestion: Asked };
    const added = suggestion.changes.map(({ text }) => text).join("---\n");
    writeFileSync(join(directory, "after.yaml"), `${manifests}${added}`);
    const diff = await command(
      ["reach", "after.yaml", "--diff", "before.yaml", "--json", ...args],
      directory,
    );
    const { connections } = JSON.parse(diff.out) as {
      connections: { from: string; to: string; change: string; added?: object; removed?: object }[];
    };
    return {
      ...suggestion,
      changed: connections.map(
        ({ from, to, added: more, removed: less }) =>
          `${more ? "+" : ""}${less ? "-" : ""} ${from} ${to} ${JSON.stringify(more ?? less)}`,
      ),
    };
  });
}

const wanted = '+ b/one b/two {"allow":{"TCP":[[80,80]]}}';

describe("what basalt reach --explain suggests where no NetworkPolicy isolates yet", () => {
  for (const [what, manifests, kinds] of [
    ["ingress", baseline("ingress"), ["ClusterNetworkPolicy"]],
    ["egress", baseline("egress"), ["ClusterNetworkPolicy"]],
    ["both", baseline("ingress") + baseline("egress", 9), ["ClusterNetworkPolicy", "ClusterNetworkPolicy"]],
  ] as const)
    it(`is to accept it ahead of the baseline that denies it, which changes nothing else (${what})`, async () => {
      const { changes, remarks, verified, changed } = await suggested(pods + manifests);
      assert.deepEqual(
        changes.map(({ where }) => where),
        kinds.map((kind) => `a further ${kind}`),
      );
      assert.equal(verified, true);
      assert.deepEqual(changed, [wanted]);
      assert.match(
        remarks.join("\n"),
        /A NetworkPolicy would allow it as well, and isolate b\/(one|two) for (in|e)gress/,
      );
      assert.doesNotMatch(remarks.join("\n"), /^This isolates/m);
    });

  it("takes a priority that nobody has", async () => {
    const others = cluster(
      "other",
      6,
      "ingress: [{ action: Deny, from: [{ namespaces: { matchLabels: { team: other } } }] }]",
    );
    const { changes } = await suggested(pods + baseline("ingress", 7) + others);
    assert.match(changes[0]?.text ?? "", /^ {2}priority: 5$/m);
  });

  for (const [what, manifests, args, remark, lost] of [
    [
      "a baseline that comes first already",
      baseline("ingress", 0),
      [],
      "This isolates b/two for ingress, where no NetworkPolicy does yet: what else comes in there is denied then, unless a policy opens it.",
      "0.0.0.0-255.255.255.255 b/two",
    ],
    [
      "the one BaselineAdminNetworkPolicy that there may be",
      baselineAdmin,
      ["--calico", "3.31"],
      "This isolates b/one for egress, where no NetworkPolicy does yet: what else goes out from there (DNS, too) is denied then, unless a policy opens it.",
      "b/one 0.0.0.0-255.255.255.255",
    ],
  ] as const)
    it(`says what a NetworkPolicy shuts (${what})`, async () => {
      const { changes, remarks, verified, changed } = await suggested(pods + manifests, ...args);
      assert.deepEqual(
        changes.map(({ where }) => where),
        ["a further NetworkPolicy in namespace b"],
      );
      assert.equal(verified, true);
      assert.deepEqual(remarks, [remark]);
      // The remark is true: something that got through does not any more.
      assert.ok(
        changed.some((each) => each.startsWith(`- ${lost}`)),
        changed.join("\n"),
      );
    });

  it("says nothing of it where a NetworkPolicy isolates already", async () => {
    const { changes, remarks, changed } = await suggested(pods + isolating("shut", "Ingress"));
    assert.deepEqual(
      changes.map(({ where }) => where),
      ["a further NetworkPolicy in namespace b"],
    );
    assert.deepEqual([remarks, changed], [[], [wanted]]);
  });

  it("is a NetworkPolicy where one of Calico isolates already, and passes on to the baseline", async () => {
    const passing =
      "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: default.pass, namespace: b }\nspec: { order: 2000, selector: app == 'two', types: [Ingress], ingress: [{ action: Pass }] }\n---\n";
    const { changes, remarks, changed } = await suggested(pods + passing + baseline("ingress"));
    assert.deepEqual(
      changes.map(({ where }) => where),
      ["a further NetworkPolicy in namespace b"],
    );
    assert.deepEqual([remarks, changed], [[], [wanted]]);
  });

  it("names every pod that its labels isolate", async () => {
    const twin = pod("twin").replace("app: twin", "app: two");
    const { remarks } = await suggested(pods + twin + baseline("ingress", 0));
    assert.match(remarks.join("\n"), /^This isolates b\/twin, b\/two for ingress/m);
  });

  it("says it of a tier of Calico that comes after NetworkPolicies", async () => {
    const { changes, remarks } = await suggested(pods + laterTier);
    assert.deepEqual(
      changes.map(({ where }) => where),
      ["a further NetworkPolicy in namespace b"],
    );
    assert.match(remarks.join("\n"), /^This isolates b\/two for ingress/m);
  });

  for (const format of ["text", "markdown"])
    it(`is told as ${format}`, () =>
      inProjectAsync({ "a.yaml": pods + baseline("ingress", 0) }, async (directory) => {
        const { out } = await command(["reach", ".", ...question, "--format", format], directory, {
          columns: 10_000,
        });
        assert.match(
          out.replace(/\n */g, " "),
          /This isolates b\/two for ingress, where no NetworkPolicy does yet/,
        );
      }));
});
