import assert from "node:assert/strict";
import { parse } from "yaml";
import { backendEnvironment, backendRefusals } from "../../../cli/rollback/backendEnvironment.js";
import { changedValues, uncheckedValues } from "../../../cli/rollback/plainValues.js";
import { withPresentSecrets } from "../../../cli/rollback/presentSecrets.js";
import { inProject } from "../../support/project.js";

describe("an earlier stack file with the present secrets", () => {
  const earlier = `encryptionsalt: old
config:
  # Why there are three.
  basalt:zones: [a, b, c]
  basalt:secrets:
    token: { secure: old-token }
    key: { secure: old-key }
  basalt:list: [{ secure: old-first }, plain]
`;
  const present = `config:
  basalt:secrets: { key: { secure: new-key }, token: { secure: old-token }, more: { secure: new-more } }
  basalt:list: [{ secure: new-first }]
encryptionsalt: new
`;

  it("has their values and their key, and nothing else of the present file", () => {
    const result = withPresentSecrets(earlier, present);
    assert.ok(result.ok);
    assert.deepEqual(parse(result.text), {
      encryptionsalt: "new",
      config: {
        "basalt:zones": ["a", "b", "c"],
        "basalt:secrets": { token: { secure: "old-token" }, key: { secure: "new-key" } },
        "basalt:list": [{ secure: "new-first" }, "plain"],
      },
    });
    assert.match(result.text, /# Why there are three\./);
    assert.equal(result.taken.length, 2);
    assert.ok(result.taken[0]!.includes("key"), "names, never values");
    assert.ok(!result.taken.join().includes("new-key"));
  });

  const keys: readonly [string, string, string, Record<string, string>][] = [
    [
      "a key of the cloud for a passphrase",
      "encryptionsalt: x",
      "secretsprovider: awskms://k\nencryptedkey: y",
      { secretsprovider: "awskms://k", encryptedkey: "y" },
    ],
    [
      "a passphrase for a key of the cloud",
      "secretsprovider: awskms://k\nencryptedkey: y",
      "encryptionsalt: x",
      { encryptionsalt: "x" },
    ],
    ["the backend's own key for a passphrase", "encryptionsalt: x", "config: {}", {}],
  ];
  for (const [title, before, after, expected] of keys)
    it(`is encrypted by ${title}`, () => {
      const result = withPresentSecrets(
        `config: {}\n${before}\n`,
        after.includes("config") ? after : `config: {}\n${after}\n`,
      );
      assert.ok(result.ok);
      assert.deepEqual(parse(result.text), { config: {}, ...expected });
    });

  it("is byte for byte what it was where the secrets are the same", () => {
    const text = "config: {   a:b: { secure: x } } # as it is\n";
    assert.deepEqual(withPresentSecrets(text, "config: { a:b: { secure: x }, c:d: 1 }"), {
      ok: true,
      text,
      taken: [],
    });
  });

  it("is refused where the present file lacks one, each by its name", () => {
    const result = withPresentSecrets(earlier, "config: { basalt:secrets: { key: plain } }");
    assert.ok(!result.ok);
    assert.equal(result.refusals.length, 3);
    for (const { reason, todo } of result.refusals) {
      assert.equal(reason, "missing-secret");
      assert.match(todo, /--old-secrets/);
    }
  });
});

describe("an earlier list with secrets", () => {
  const [alice, bob] = [
    (secret: string) => `{ name: alice, password: { secure: ${secret} } }`,
    (secret: string) => `{ name: bob, password: { secure: ${secret} } }`,
  ];
  const plain = (host: string, secret: string) => `{ host: ${host}, auth: { secure: ${secret} } }`;
  const merged = (earlier: readonly string[], present: readonly string[]) => {
    const file = (items: readonly string[]) => `config: { a:b: [${items.join(", ")}] }\n`;
    const result = withPresentSecrets(file(earlier), file(present));
    if (!result.ok) return result.refusals.map(({ reason }) => reason);
    const secrets = [...result.text.matchAll(/secure: (\w+)/g)].map(([, secret]) => secret);
    return secrets.join(" ");
  };

  const cases: readonly [string, readonly string[], readonly string[], string | readonly string[]][] = [
    [
      "takes each by its item's name, wherever that stands now",
      [alice("A1"), bob("B1")],
      [bob("B2"), alice("A2")],
      "A2 B2",
    ],
    [
      "takes it by the name though the item says something else now",
      [alice("A1")],
      [`{ name: alice, role: admin, password: { secure: A2 } }`],
      "A2",
    ],
    ["is refused where no item has its name", [alice("A1"), bob("B1")], [bob("B2")], ["missing-secret"]],
    [
      "is refused where two items have its name",
      [alice("A1")],
      [alice("A2"), alice("A3")],
      ["missing-secret"],
    ],
    [
      "takes it of the item that is the same but for it",
      [plain("x", "X1"), plain("y", "Y1")],
      [plain("y", "Y2"), plain("x", "X2")],
      "X2 Y2",
    ],
    [
      "is refused where no item is the same but for it",
      [plain("x", "X1")],
      [plain("y", "Y2")],
      ["missing-secret"],
    ],
    [
      "is refused where nothing tells two secrets apart",
      ["{ secure: A1 }", "{ secure: B1 }"],
      ["{ secure: B2 }", "{ secure: A2 }"],
      ["missing-secret", "missing-secret"],
    ],
    [
      "stays as it is where nothing was rotated, wherever it stands",
      ["{ secure: A1 }", "{ secure: B1 }"],
      ["{ secure: B1 }", "{ secure: A1 }"],
      "A1 B1",
    ],
    [
      "is looked through to the lists in it",
      [`{ name: team, users: [${alice("A1")}, ${bob("B1")}] }`],
      [`{ name: other }, { name: team, users: [${bob("B2")}, ${alice("A2")}] }`],
      "A2 B2",
    ],
  ];
  for (const [title, earlier, present, expected] of cases)
    it(title, () => {
      assert.deepEqual(merged(earlier, present), expected);
    });
});

describe("a stack file and what the history has of it", () => {
  const file = parse(`config:
  a:text: hello
  a:number: 7
  a:flag: true
  a:json: '{"x":1}'
  a:structure: { list: [1, two, { three: false }] }
  a:secret: { secure: x }
  a:inside: { token: { secure: x }, other: 1 }
`) as object;
  const recorded = {
    "a:text": { value: "hello", secret: false },
    "a:number": { value: "7", secret: false },
    "a:flag": { value: "true", secret: false },
    "a:json": { value: '{"x":1}', secret: false },
    "a:structure": { value: "…", objectValue: { list: [1, "two", { three: false }] }, secret: false },
    "a:secret": { secret: true },
    "a:inside": { secret: true },
  };
  const differing = (other: Record<string, object | undefined>) =>
    changedValues(file, { ...recorded, ...other }, "Pulumi.test.yaml").map(({ found }) =>
      found.split(": ").at(-1),
    );

  it("are the same, secrets apart", () => {
    assert.deepEqual(differing({}), []);
  });

  it("are not compared where the history has none", () => {
    assert.deepEqual(changedValues(file, {}, "Pulumi.test.yaml"), []);
  });

  it("are said not to be compared where the history has none, and the file has some", () => {
    assert.deepEqual(uncheckedValues(file, {}), [
      "whether its values are those that were deployed was not checked: the history has no configuration of it",
    ]);
    assert.deepEqual(uncheckedValues({ config: {} }, {}), []);
  });

  it("are said not to be compared where they stand beside a secret", () => {
    assert.deepEqual(uncheckedValues(file, recorded), [
      "whether what stands beside secrets is what was deployed was not checked: the history keeps nothing of a:inside",
    ]);
    const { "a:inside": _inside, ...others } = recorded;
    assert.deepEqual(uncheckedValues({ config: { "a:secret": { secure: "x" } } }, others), []);
  });

  const cases: readonly [string, Record<string, object | undefined>, string][] = [
    ["another text", { "a:text": { value: "bye" } }, "a:text"],
    ["another number", { "a:number": { value: "8" } }, "a:number"],
    [
      "another value deep inside",
      { "a:structure": { objectValue: { list: [1, "two", { three: true }] } } },
      "a:structure",
    ],
    [
      "one more in a list",
      { "a:structure": { objectValue: { list: [1, "two", { three: false }, 4] } } },
      "a:structure",
    ],
    ["a value that the file lacks", { "a:more": { value: "x" } }, "a:more"],
    ["a secret that the file lacks", { "a:more": { secret: true } }, "a:more"],
    ["a value that was not there", { "a:text": undefined }, "a:text"],
    ["a value that was no secret then", { "a:secret": { value: "x", secret: false } }, "a:secret"],
    ["several", { "a:text": { value: "bye" }, "a:flag": { value: "false" } }, "a:flag, a:text"],
  ];
  for (const [title, other, keys] of cases)
    it(`differ by ${title}: the key is told, the value is not`, () => {
      assert.deepEqual(differing(other), [keys]);
    });
});

describe("what the engine is told in a work tree", () => {
  const cases: readonly [
    string,
    string,
    Record<string, string>,
    (directory: string) => Record<string, string>,
  ][] = [
    ["nothing where the login decides", "name: x", {}, () => ({})],
    [
      "the backend of the environment",
      "name: x",
      { PULUMI_BACKEND_URL: "s3://b" },
      () => ({ PULUMI_BACKEND_URL: "s3://b" }),
    ],
    [
      "the backend of the present project",
      "name: x\nbackend: { url: gs://b }",
      {},
      () => ({ PULUMI_BACKEND_URL: "gs://b" }),
    ],
    [
      "a folder by its whole path",
      "name: x\nbackend: { url: file://./state }",
      {},
      (directory) => ({ PULUMI_BACKEND_URL: `file://${directory}/state` }),
    ],
    [
      "a folder of the environment by its whole path",
      "name: x\nbackend: { url: gs://b }",
      { PULUMI_BACKEND_URL: "file://../state" },
      (directory) => ({ PULUMI_BACKEND_URL: `file://${directory.replace(/\/[^/]+$/, "")}/state` }),
    ],
    [
      "a folder of the user as it is",
      "name: x",
      { PULUMI_BACKEND_URL: "file://~" },
      () => ({ PULUMI_BACKEND_URL: "file://~" }),
    ],
    [
      "a whole path as it is",
      "name: x",
      { PULUMI_BACKEND_URL: "file:///s" },
      () => ({ PULUMI_BACKEND_URL: "file:///s" }),
    ],
    [
      "the backend of the present project where the environment's is empty",
      "name: x\nbackend: { url: gs://b }",
      { PULUMI_BACKEND_URL: "" },
      () => ({ PULUMI_BACKEND_URL: "gs://b" }),
    ],
    [
      "a passphrase's file by its whole path",
      "name: x",
      { PULUMI_CONFIG_PASSPHRASE_FILE: "secret/phrase" },
      (directory) => ({ PULUMI_CONFIG_PASSPHRASE_FILE: `${directory}/secret/phrase` }),
    ],
  ];
  for (const [title, project, env, expected] of cases)
    it(`is ${title}`, () => {
      inProject({ "Pulumi.yaml": project }, (directory) => {
        assert.deepEqual(backendEnvironment(directory, env), expected(directory));
      });
    });
});

describe("a version whose Pulumi.yaml names a backend", () => {
  const named = "name: x\nbackend: { url: gs://theirs }";
  const cases: readonly [string, string, string, Record<string, string>, number][] = [
    ["is refused where nothing present names one", named, "name: x", {}, 1],
    ["is refused where the environment's is empty", named, "name: x", { PULUMI_BACKEND_URL: "" }, 1],
    ["is not where the environment names one", named, "name: x", { PULUMI_BACKEND_URL: "s3://b" }, 0],
    ["is not where the present project names one", named, "name: x\nbackend: { url: gs://b }", {}, 0],
    ["or rather names none is not", "name: x", "name: x", {}, 0],
    ["or rather an empty one is not", "name: x\nbackend: { url: '' }", "name: x", {}, 0],
  ];
  for (const [title, then, now, env, count] of cases)
    it(title, () => {
      inProject({ "then/Pulumi.yaml": then, "now/Pulumi.yaml": now }, (directory) => {
        const refusals = backendRefusals(`${directory}/then`, `${directory}/now`, env);
        assert.equal(refusals.length, count);
        if (count === 0) return;
        assert.equal(refusals[0]!.reason, "other-backend");
        assert.match(refusals[0]!.found, /"gs:\/\/theirs"/);
        assert.match(refusals[0]!.todo, /^set PULUMI_BACKEND_URL/);
      });
    });
});
