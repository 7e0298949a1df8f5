import assert from "node:assert/strict";
import { basename } from "node:path";
import { command } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

const object = (apiVersion: string, kind: string, metadata: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n---\n`;

const pod = (name: string, inside = ", namespace: a") =>
  object("v1", "Pod", `{ name: ${name}${inside}, labels: { app: ${name} } }`, "{ containers: [] }");

const policy = (name: string, inside: string, spec = "{ podSelector: {} }") =>
  object("networking.k8s.io/v1", "NetworkPolicy", `{ name: ${name}${inside} }`, spec);

/** What a question is answered with about one file of manifests. */
function answer(manifests: string, ...args: readonly string[]): Promise<string> {
  return inProjectAsync({ "all.yaml": manifests }, async (directory) => {
    const { out, err } = await command(["reach", "all.yaml", ...args], directory, { columns: 10_000 });
    assert.equal(err, "");
    return out;
  });
}

const questions = [[], ["--exposure"], ["--hygiene"], ["--from", "one", "--to", "two", "--explain"]] as const;

async function notesOf(manifests: string): Promise<string[]> {
  const { notes } = JSON.parse(await answer(manifests, "--json")) as {
    notes: { id: string; text: string; place?: string }[];
  };
  return notes.map(({ id, text, place }) => `${id} ${basename(place ?? "")}: ${text}`);
}

describe("what basalt reach assumes of objects without a namespace", () => {
  const assumed = "names no namespace: assumed default, so it is about pods there alone";
  const twoPods = `${pod("one")}${pod("two")}`;

  for (const [what, manifests, expected] of [
    ["a policy", policy("p", ""), [`policy-without-namespace all.yaml:1: NetworkPolicy p ${assumed}`]],
    [
      "an empty text",
      policy("p", ', namespace: ""'),
      [`policy-without-namespace all.yaml:1: NetworkPolicy p ${assumed}`],
    ],
    [
      "each policy of several, of Kubernetes and Calico, enforced and staged",
      policy("p", "") +
        object("projectcalico.org/v3", "NetworkPolicy", "{ name: q }", "{ selector: all() }") +
        object("projectcalico.org/v3", "StagedKubernetesNetworkPolicy", "{ name: r }", "{ podSelector: {} }"),
      [
        `policy-without-namespace all.yaml:1: NetworkPolicy p ${assumed}`,
        `policy-without-namespace all.yaml:6: NetworkPolicy q ${assumed}`,
        `policy-without-namespace all.yaml:11: StagedKubernetesNetworkPolicy r ${assumed}`,
      ],
    ],
    [
      "one other object",
      pod("one", ""),
      ["without-namespace all.yaml:1: Pod one names no namespace: assumed default"],
    ],
    [
      "the first of many other objects",
      object("v1", "Service", "{ name: front }", "{ ports: [{ port: 80 }], selector: { app: one } }") +
        pod("one", "") +
        pod("two", ""),
      [
        "without-namespace all.yaml:1: 3 objects, the first of them Service front, name no namespace: assumed default",
      ],
    ],
    ["nothing where each names one", twoPods + policy("p", ", namespace: default"), []],
    [
      "nothing of what has none",
      "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\n" +
        object("projectcalico.org/v3", "GlobalNetworkPolicy", "{ name: g }", "{ types: [Ingress] }"),
      [],
    ],
  ] as const)
    it(`notes ${what}`, async () => {
      assert.deepEqual(
        (await notesOf(manifests)).filter((note) => note.includes("without-namespace")),
        expected,
      );
    });

  for (const question of questions)
    it(`says so in every format (${question.join(" ") || "the matrix"})`, async () => {
      for (const format of ["text", "json", "markdown"])
        assert.match(
          await answer(twoPods + policy("p", ""), ...question, "--format", format),
          /NetworkPolicy p names no namespace/,
          format,
        );
    });
});

describe("what basalt reach assumes of address families", () => {
  const twoPods = `${pod("one")}${pod("two")}`;
  const fromIpv6 = policy(
    "p",
    ", namespace: a",
    '{ podSelector: { matchLabels: { app: two } }, ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }] }',
  );
  const asked = ["--from", "one", "--to", "two", "--port", "80"];
  const casesOf = async (manifests: string, ...args: readonly string[]) => {
    const { answers } = JSON.parse(await answer(manifests, ...asked, ...args, "--json")) as {
      answers: { verdict: string; cases: { allowed: boolean; family?: string }[] }[];
    };
    return answers.map(({ verdict, cases }) => [
      verdict,
      ...cases.map(({ allowed, family }) => `${allowed} ${family ?? ""}`.trim()),
    ]);
  };

  it("names the family on which an answer depends", async () => {
    assert.deepEqual(await casesOf(twoPods + fromIpv6), [["depends", "false IPv4", "true IPv6"]]);
    assert.match(
      await answer(twoPods + fromIpv6, ...asked),
      /^ {2}by IPv4: ingress of a\/two: no rule opens it/m,
    );
    const text = await answer(twoPods + fromIpv6, ...asked, "--explain");
    assert.match(text, /^ {2}denied by IPv4$/m);
    assert.match(text, /^ {2}allowed by IPv6$/m);
  });

  it("names none where it is the same in each", async () => {
    const open = policy(
      "q",
      ", namespace: a",
      "{ podSelector: { matchLabels: { app: two } }, ingress: [{ from: [{ podSelector: {} }] }] }",
    );
    const ofOne = fromIpv6.replace("app: two", "app: one");
    assert.deepEqual(await casesOf(twoPods + open + ofOne), [["allowed", "true"]]);
  });

  it("names none where there is one family, or ranges tell it", async () => {
    const part = fromIpv6.replace("::/0", "192.168.7.0/24");
    assert.deepEqual(await casesOf(twoPods + part), [["depends", "false", "true"]]);
    const toIpv6 = policy(
      "r",
      ", namespace: a",
      '{ podSelector: { matchLabels: { app: one } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "::/0" } }] }] }',
    );
    const { answers } = JSON.parse(
      await answer(twoPods + toIpv6, "--from", "one", "--to", "internet", "--port", "80", "--json"),
    ) as { answers: { cases: { allowed: boolean; family?: string; to?: string[] }[] }[] };
    assert.deepEqual(
      answers[0]?.cases.map(({ allowed, family, to }) => [allowed, family, to?.at(-1)?.includes(":")]),
      [
        [false, undefined, false],
        [true, undefined, true],
      ],
    );
  });

  for (const question of questions)
    it(`says that pods may have IPv6 where nobody says (${question.join(" ") || "the matrix"})`, async () => {
      const said =
        /Nobody says whether pods have IPv6, and something here does: assumed that they may, in `?fc00::\/7`?\./;
      for (const format of ["text", "markdown"]) {
        assert.match(await answer(twoPods + fromIpv6, ...question, "--format", format), said);
        assert.doesNotMatch(await answer(twoPods, ...question, "--format", format), said);
        assert.doesNotMatch(
          await answer(twoPods + fromIpv6, ...question, "--format", format, "--pod-cidr", "10.244.0.0/16"),
          said,
        );
      }
      const { addresses } = JSON.parse(await answer(twoPods + fromIpv6, ...question, "--json")) as {
        addresses: { pods: string[]; podsAssumed?: true };
      };
      assert.deepEqual(addresses.podsAssumed, true);
      assert.deepEqual(addresses.pods, [
        "192.168.0.0-192.168.255.255",
        "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      ]);
    });
});
