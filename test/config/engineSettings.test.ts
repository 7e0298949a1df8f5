import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Settings } from "../../config/stackFile.js";
import { eksProject, inShop, inStack, load, problemsOf } from "../support/project.js";

const file = parse(eksProject["Pulumi.test.yaml"]!) as { config: Record<string, unknown> };

/** The file's settings as the engine hands them over: without the prefix, secrets decrypted. */
const given: Settings = {
  ...Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key.replace("basalt:", ""), value]),
  ),
  secrets: { token: "hunter2" },
};

const cluster = given["cluster"] as Record<string, unknown>;
const calico = given["calico"] as Record<string, unknown>;

function without(settings: Settings, key: string): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key));
}

describe("settings that the engine gives", () => {
  it("mean the same as those of the file", () => {
    assert.deepEqual(load({ settings: given }), load());
  });

  describe("are refused where they differ from the file's:", () => {
    const found =
      "found another value in the engine's configuration than in this file; allowed: one value, in this file: what is planned and reviewed is what is deployed";
    const rows: readonly (readonly [title: string, settings: Settings, places: readonly string[]])[] = [
      ["a value", { ...given, cluster: { ...cluster, name: "another" } }, ["5 config.basalt:cluster.name"]],
      [
        "a value in a list",
        { ...given, cluster: { ...cluster, privateAccess: ["172.30.0.0/16"] } },
        ["11 config.basalt:cluster.privateAccess[0]"],
      ],
      [
        "one more in a list",
        { ...given, cluster: { ...cluster, privateAccess: ["198.51.100.0/24", "172.30.0.0/16"] } },
        ["11 config.basalt:cluster.privateAccess[1]"],
      ],
      [
        "a key that only the engine has",
        { ...given, enforcement: "staged" },
        ["2 config.basalt:enforcement"],
      ],
      [
        "a key deep inside that only the engine has",
        { ...given, namespaces: { shop: { cidrs: {}, workloads: {}, enforcement: "staged" } } },
        ["56 config.basalt:namespaces.shop.enforcement"],
      ],
      ["a key that only the file has", without(given, "namespaces"), ["55 config.basalt:namespaces"]],
      ["a secret that only the file has", { ...given, secrets: {} }, ["54 config.basalt:secrets.token"]],
      [
        "the first of each part",
        {
          ...given,
          cluster: { ...cluster, name: "another", deletionProtection: true },
          enforcement: "staged",
        },
        ["2 config.basalt:enforcement", "5 config.basalt:cluster.name"],
      ],
    ];
    for (const [title, settings, places] of rows) {
      it(title, () => {
        // Without the workload that needs the secret; whether it is there is another check.
        const changes = [inShop("    secrets: { TOKEN: token }\n", "")];
        assert.deepEqual(
          problemsOf({ changes, settings }),
          places.map((place) => `Pulumi.test.yaml:${place}: ${found}`),
        );
      });
    }
  });

  it("are no part of the declaration where they are secret", () => {
    assert.equal(JSON.stringify(load({ settings: given })).includes("hunter2"), false);
  });

  it("are reported with their places in the file", () => {
    assert.deepEqual(problemsOf({ settings: { ...given, calico: { ...calico, version: "latest" } } }), [
      "Pulumi.test.yaml:22 config.basalt:calico.version: found another value in the engine's configuration than in this file; allowed: one value, in this file: what is planned and reviewed is what is deployed",
      'Pulumi.test.yaml:22 config.basalt:calico.version: found "latest"; allowed: an exact Calico release such as v3.32.1',
    ]);
  });

  it("show a number as the file spells it", () => {
    const changes = [inStack('version: "1.35"', "version: 1.30")];
    assert.deepEqual(problemsOf({ changes, settings: { ...given, cluster: { ...cluster, version: 1.3 } } }), [
      'Pulumi.test.yaml:8 config.basalt:cluster.version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
    ]);
  });

  it("may hold anything as a secret that the file encrypts", () => {
    assert.deepEqual(problemsOf({ settings: { ...given, secrets: { token: { a: ["b"] } } } }), []);
  });

  it("are refused where the file has a secret in plain text, which is not shown", () => {
    const changes = [inStack("{ secure: AAABAMz1 }", "hunter2")];
    assert.deepEqual(problemsOf({ changes, settings: given }), [
      "Pulumi.test.yaml:54 config.basalt:secrets.token: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.token'",
    ]);
  });

  it("are refused where they have a secret that is not in the file, and it is not shown", () => {
    const settings = { ...given, secrets: { token: "hunter2", more: "hunter3" } };
    assert.deepEqual(problemsOf({ settings }), [
      "Pulumi.test.yaml:53 config.basalt:secrets.more: found another value in the engine's configuration than in this file; allowed: one value, in this file: what is planned and reviewed is what is deployed",
      "Pulumi.test.yaml:53 config.basalt:secrets.more: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.more'",
    ]);
  });

  it("are not shown where the file has them encrypted", () => {
    const changes = [inStack("version: v3.32.2", "version: { secure: AAABAMz1 }")];
    assert.deepEqual(
      problemsOf({ changes, settings: { ...given, calico: { ...calico, version: "hunter2" } } }),
      [
        "Pulumi.test.yaml:22 config.basalt:calico.version: found a value that is not shown; allowed: an exact Calico release such as v3.32.1",
      ],
    );
  });
});
