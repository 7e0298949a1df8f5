import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Settings } from "../../config/stackFile.js";
import { eksProject, inStack, load, problemsOf } from "../support/project.js";

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

describe("settings that the engine gives", () => {
  it("mean the same as those of the file", () => {
    assert.deepEqual(load({ settings: given }), load());
  });

  it("count, and not those of the file", () => {
    const declaration = load({ settings: { ...given, cluster: { ...cluster, name: "another" } } });
    assert.equal(declaration.cluster.kind === "eks" && declaration.cluster.eks.name, "another");
  });

  it("are no part of the declaration where they are secret", () => {
    assert.equal(JSON.stringify(load({ settings: given })).includes("hunter2"), false);
  });

  it("are reported with their places in the file", () => {
    assert.deepEqual(problemsOf({ settings: { ...given, calico: { ...calico, version: "latest" } } }), [
      'Pulumi.test.yaml:20 config.basalt:calico.version: found "latest"; allowed: an exact Calico release such as v3.32.1',
    ]);
  });

  it("show a number as the file spells it", () => {
    const changes = [inStack('version: "1.35"', "version: 1.30")];
    assert.deepEqual(problemsOf({ changes, settings: { ...given, cluster: { ...cluster, version: 1.3 } } }), [
      'Pulumi.test.yaml:8 config.basalt:cluster.version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
    ]);
  });

  it("are refused where a secret is no text, which is not shown", () => {
    assert.deepEqual(problemsOf({ settings: { ...given, secrets: { token: { hunter2: "hunter2" } } } }), [
      "Pulumi.test.yaml:52 config.basalt:secrets.token: found a value that is not encrypted (not shown); allowed: pulumi config set --secret --path 'basalt:secrets.token'",
    ]);
  });

  it("are not shown where the file has them encrypted", () => {
    const changes = [inStack("version: v3.32.2", "version: { secure: AAABAMz1 }")];
    assert.deepEqual(
      problemsOf({ changes, settings: { ...given, calico: { ...calico, version: "hunter2" } } }),
      [
        "Pulumi.test.yaml:20 config.basalt:calico.version: found a value that is not shown; allowed: an exact Calico release such as v3.32.1",
      ],
    );
  });
});
