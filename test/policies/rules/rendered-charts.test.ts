import assert from "node:assert/strict";
import { judgeStack, unknown, type TestResource } from "../support/judge.js";
import { Verdicts } from "../support/verdicts.js";

describe("rendered-charts", () => {
  const says = new Verdicts("rendered-charts", "the objects of every chart are resources of the stack", "");
  const fix =
    "Take out a chart that makes nothing; look through what `helm template` makes of one whose cluster is yet to come.";
  const chart = (version: string): TestResource => ({
    type: `kubernetes:helm.sh/${version}:Chart`,
    urn: `urn:pulumi:test::basalt::kubernetes:helm.sh/${version}:Chart::it`,
    properties: {},
  });
  const named = (metadata: object, parent?: string): TestResource => ({
    type: "kubernetes:core/v1:Namespace",
    properties: { metadata },
    options: parent === undefined ? {} : { parent },
  });
  const inCluster = named({ name: "it", uid: "0b1c9f3e-7a54-4a5e-9d5c-2f6f6d1f7c11" });
  const saidOf = async (...resources: TestResource[]) => says.among(await judgeStack(resources));

  for (const version of ["v2", "v3", "v4"]) {
    it(`is undecided about a ${version} chart whose cluster does not exist yet`, async () => {
      const undecided = [says.undecided(chart(version), "all of it")];
      assert.deepEqual(await saidOf(chart(version)), undecided);
      assert.deepEqual(await saidOf(chart(version), named({ name: "it", uid: unknown })), undecided);
      assert.deepEqual(await saidOf(chart(version), named({ name: "it" })), undecided);
    });

    it(`tells of a ${version} chart that makes nothing in a cluster that there is`, async () =>
      assert.deepEqual(await saidOf(chart(version), inCluster), [
        `[advisory] rendered-charts kubernetes:helm.sh/${version}:Chart::it: found no objects; allowed: charts that make objects; fix: ${fix}`,
      ]));

    it(`has nothing to say of a ${version} chart with objects`, async () =>
      assert.deepEqual(await saidOf(chart(version), named({ name: "it" }, chart(version).urn)), []));
  }

  it("takes no uid of another provider's for a cluster's", async () =>
    assert.deepEqual(
      await saidOf(chart("v4"), {
        type: "aws:ec2/vpc:Vpc",
        properties: { metadata: { uid: "0b1c9f3e-7a54-4a5e-9d5c-2f6f6d1f7c11" } },
      }),
      [says.undecided(chart("v4"), "all of it")],
    ));

  it("leaves releases to the rule about what nobody can see", async () =>
    assert.deepEqual(await saidOf({ type: "kubernetes:helm.sh/v3:Release", properties: {} }), []));
});
