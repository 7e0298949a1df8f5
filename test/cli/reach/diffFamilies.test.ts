import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, type Outcome } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: a, labels: { app: ${name} } }\nspec: { containers: [] }\n---\n`;

const policy = (name: string, app: string, spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: a }\nspec: { podSelector: { matchLabels: { app: ${app} } }, ${spec} }\n---\n`;

const egressTo = (name: string, cidr: string) =>
  policy(
    name,
    "shut",
    `policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "${cidr}" } }], ports: [{ port: 443 }] }]`,
  );

/** One pod that is open, one that is shut; no IPv6 anywhere. */
const base = `${pod("open")}${pod("shut")}${policy("shut", "shut", "policyTypes: [Ingress, Egress]")}`;
const toIpv4 = egressTo("to-ipv4", "198.51.100.0/24");
const toIpv6 = egressTo("to-ipv6", "2001:db8::/32");

interface Reported {
  readonly widened: boolean;
  readonly undeclared: boolean;
  readonly families: readonly string[];
  readonly familiesNotInBase?: readonly string[];
  readonly connections: readonly {
    readonly from: string;
    readonly to: string;
    readonly change: string;
    readonly because?: string;
    readonly causes?: object;
  }[];
  readonly within: readonly { readonly workload: string; readonly because?: string }[];
  readonly notes: readonly { readonly id: string; readonly text: string }[];
}

const allOfIpv6 = "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
const openedByIpv6 = [
  `added ${allOfIpv6} a/open family-not-in-base`,
  `added a/open ${allOfIpv6} family-not-in-base`,
];
const openedToIpv6 = "added a/shut 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff";
const openedToIpv4 = "added a/shut 198.51.100.0-198.51.100.255";

/** Saves one version, as it is told or changed, and compares another with it. */
function since<Result>(
  before: string,
  after: string,
  use: (outcome: Outcome, diff: (...args: readonly string[]) => Promise<Outcome>) => Result | Promise<Result>,
  change: (saved: Record<string, unknown>) => Record<string, unknown> = (saved) => saved,
): Promise<Result> {
  return inProjectAsync({ "before.yaml": before, "after.yaml": after }, async (directory) => {
    const { out } = await command(["reach", "before.yaml", "--json"], directory);
    const saved = change(JSON.parse(out) as Record<string, unknown>);
    writeFileSync(join(directory, "saved.json"), JSON.stringify(saved));
    const diff = (...args: readonly string[]) =>
      command(["reach", "after.yaml", "--diff", "saved.json", ...args], directory, { columns: 10_000 });
    return use(await diff("--json"), diff);
  });
}

const reportOf = ({ out }: Outcome) => JSON.parse(out) as Reported;

const told = (outcome: Outcome) =>
  reportOf(outcome).connections.map(({ from, to, change, because }) =>
    [change, from, to, ...(because === undefined ? [] : [because])].join(" "),
  );

const withoutFamilies = ({ families: _, ...saved }: Record<string, unknown>) => saved;

describe("basalt reach --diff with what --json saved, by address families", () => {
  it("has the families that an answer is about in every shape", () =>
    inProjectAsync({ "ipv4.yaml": base, "both.yaml": base + toIpv6 }, async (directory) => {
      const families = async (...args: readonly string[]) =>
        reportOf(await command(["reach", ...args, "--json"], directory)).families;
      for (const question of [
        [],
        ["--exposure"],
        ["--hygiene"],
        ["--from", "open", "--to", "shut"],
        ["--diff", "ipv4.yaml"],
      ]) {
        assert.deepEqual(await families("ipv4.yaml", ...question), ["IPv4"], question.join(" "));
        assert.deepEqual(await families("both.yaml", ...question), ["IPv4", "IPv6"], question.join(" "));
      }
    }));

  for (const [what, after, expected, code] of [
    ["nothing changed", base, [], 0],
    ["IPv4 was opened", base + toIpv4, [openedToIpv4], 1],
    ["IPv6 came", base + toIpv6, [...openedByIpv6, `${openedToIpv6} family-not-in-base`], 1],
    [
      "IPv6 came and IPv4 was opened",
      base + toIpv4 + toIpv6,
      [openedToIpv4, ...openedByIpv6, `${openedToIpv6} family-not-in-base`],
      1,
    ],
  ] as const)
    it(`tells what is known from what the base does not tell (${what})`, () =>
      since(base, after, (outcome) => {
        assert.deepEqual([told(outcome), outcome.code], [expected, code]);
        const { widened, undeclared, families } = reportOf(outcome);
        assert.deepEqual([widened, undeclared, families], [code === 1, code === 1, ["IPv4"]]);
      }));

  it("finds that something is closed by IPv4 and open by IPv6", () =>
    since(base + toIpv4, base + toIpv6, (outcome) =>
      assert.deepEqual(told(outcome), [
        openedToIpv4.replace("added", "removed"),
        ...openedByIpv6,
        `${openedToIpv6} family-not-in-base`,
      ]),
    ));

  it("tells among pods, too, what the base does not tell", () => {
    const several = pod("many")
      .replace("kind: Pod", "kind: ReplicaSet")
      .replace(
        "spec: { containers: [] }",
        "spec: { replicas: 2, selector: { matchLabels: { app: many } }, template: { metadata: { labels: { app: many } }, spec: { containers: [] } } }",
      )
      .replace("v1", "apps/v1");
    return since(base + several, base + several + toIpv6, (outcome) => {
      const { connections, within, familiesNotInBase } = reportOf(outcome);
      const among = connections.filter(({ from, to }) => !`${from}${to}`.includes(":"));
      assert.deepEqual(
        among.map(({ from, to, because }) => `${from} ${to} ${because ?? ""}`),
        ["a/many a/open family-not-in-base", "a/open a/many family-not-in-base"],
      );
      assert.deepEqual(
        within.map(({ workload, because }) => `${workload} ${because ?? ""}`),
        ["a/many family-not-in-base"],
      );
      assert.deepEqual(familiesNotInBase, ["IPv6"]);
    });
  });

  it("says why, and what to do, in every format", () =>
    since(base, base + toIpv6, async (outcome, diff) => {
      const note =
        /^saved\.json does not tell about IPv6: what gets through by IPv6 now is all told as added, .* save it again\.$/;
      assert.ok(
        reportOf(outcome).notes.some(({ id, text }) => id === "family-not-in-base" && note.test(text)),
      );
      const { out: text } = await diff();
      assert.match(
        text,
        /^\+ a\/shut -> 2001:db8::\/32 TCP 443 by IPv6\n {4}the base does not tell about IPv6: save it again$/m,
      );
      assert.match(text, /^ {2}! saved\.json does not tell about IPv6: /m);
      assert.match(
        text,
        /\nNot known: something gets through by IPv6, and the base does not tell whether it did before\.\n$/,
      );
      assert.match(text, /Nobody says whether pods have IPv6/);
      const { out: markdown } = await diff("--format", "markdown");
      assert.match(markdown, /\*\*Not known\*\*: something gets through by IPv6/);
      assert.match(markdown, /by IPv6 \| the base does not tell about IPv6: save it again/);
      assert.match(markdown, /does not tell about IPv6: what gets through/);
    }));

  it("calls it widened where something that is known was opened as well", () =>
    since(base, base + toIpv4 + toIpv6, async (_, diff) => {
      const { out } = await diff();
      assert.match(out, /\nWidened: something gets through that did not, and no flow declares it\.\n$/);
      // What is known comes first.
      assert.ok(out.indexOf("198.51.100.0/24") < out.indexOf("by IPv6"));
    }));

  it("is clean against what is saved once IPv6 is there", () =>
    since(base + toIpv6, base + toIpv6, (outcome) =>
      assert.deepEqual([told(outcome), outcome.code, reportOf(outcome).families], [[], 0, ["IPv4", "IPv6"]]),
    ));

  it("looks at IPv6 where only the base is about it", () =>
    since(base + toIpv6, base, (outcome) =>
      assert.deepEqual([told(outcome), outcome.code], [[openedToIpv6.replace("added", "removed")], 0]),
    ));

  describe("where an older version saved it", () => {
    for (const [what, before, after, expected, assumed] of [
      ["of IPv4", base, base + toIpv4, [openedToIpv4], "IPv4"],
      [
        "of IPv4, and IPv6 came",
        base,
        base + toIpv6,
        [...openedByIpv6, `${openedToIpv6} family-not-in-base`],
        "IPv4",
      ],
      ["of both", base + toIpv6, base + toIpv6 + toIpv4, [openedToIpv4], "IPv4 and IPv6"],
    ] as const)
      it(`assumes the families of its addresses, and says so (${what})`, () =>
        since(
          before,
          after,
          (outcome) => {
            assert.deepEqual([told(outcome), outcome.code], [expected, 1]);
            assert.deepEqual(
              reportOf(outcome).notes.find(({ id }) => id === "assumed-families")?.text,
              `saved.json does not say which address families it is about: assumed ${assumed}, by the addresses in it. Saved again, it says so.`,
            );
          },
          withoutFamilies,
        ));

    it("assumes the families of the pods' ranges where nothing goes in or out", () =>
      since(
        policy("all", "shut", "policyTypes: [Ingress, Egress]") + pod("shut"),
        policy("all", "shut", "policyTypes: [Ingress, Egress]") + pod("shut"),
        (outcome) => {
          assert.deepEqual([told(outcome), outcome.code], [[], 0]);
          assert.match(
            reportOf(outcome)
              .notes.map(({ text }) => text)
              .join("\n"),
            /assumed IPv6, by the/,
          );
        },
        (saved) => withoutFamilies({ ...saved, addresses: { pods: ["fd00::-fd00::ff"], nodes: [] } }),
      ));
  });

  for (const [what, families, message] of [
    ["another family", ["IPv5"], 'families[0]: found "IPv5"; allowed: IPv4, IPv6'],
    ["none", [], "families: found a list of 0; allowed: one at least of IPv4, IPv6"],
    ["a gap", [null], "families[0]: found nothing; allowed: IPv4, IPv6"],
    ["a text", "IPv4", 'families: found "IPv4"; allowed: a list'],
    [
      "fewer than its addresses have",
      ["IPv6"],
      "families: found a list of 1; allowed: every family that its connections have addresses of",
    ],
  ] as const)
    it(`refuses ${what} as families`, () =>
      since(
        base,
        base,
        ({ code, err }) => {
          assert.equal(code, 2);
          assert.ok(err.includes(`saved.json ${message}`), err);
        },
        (saved) => ({ ...saved, families }),
      ));
});
