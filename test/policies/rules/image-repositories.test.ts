import assert from "node:assert/strict";
import { imageScanning } from "../../../policies/rules/image-scanning.js";
import { imageTagsImmutable } from "../../../policies/rules/image-tags-immutable.js";
import { judge, judgeStack, secret, unknown } from "../support/judge.js";
import { verdictsOf } from "../support/workloads.js";

type Properties = Readonly<Record<string, unknown>>;

const repository = (change: Properties = {}) => ({
  type: "aws:ecr/repository:Repository",
  properties: {
    name: "shop/web",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    ...change,
  },
});

describe("image-tags-immutable", () => {
  const verdicts = verdictsOf(imageTagsImmutable);
  const refused = (resource: ReturnType<typeof repository>, found: string) => [
    verdicts.refused(resource, "imageTagMutability", found, "IMMUTABLE"),
  ];

  it("accepts a repository whose tags stay", async () => assert.deepEqual(await judge([repository()]), []));

  for (const mutability of ["MUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"])
    it(`refuses ${mutability}`, async () => {
      const resource = repository({ imageTagMutability: mutability });
      assert.deepEqual(await judge([resource]), refused(resource, `"${mutability}"`));
    });

  it("refuses the default, which is mutable", async () => {
    const resource = repository({ imageTagMutability: null });
    assert.deepEqual(await judge([resource]), refused(resource, "nothing"));
  });

  it("asks templates for repositories", async () => {
    const template = (properties: Properties) => ({
      type: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
      properties: { prefix: "docker-hub", appliedFors: ["PULL_THROUGH_CACHE"], ...properties },
    });
    assert.deepEqual(await judge([template({ imageTagMutability: "IMMUTABLE" })]), []);
    assert.deepEqual(await judge([template({})]), [
      verdicts.refused(template({}), "imageTagMutability", "nothing", "IMMUTABLE"),
    ]);
  });

  it("does not show a secret", async () => {
    const resource = repository({ imageTagMutability: secret("MUTABLE") });
    assert.deepEqual(await judge([resource]), refused(resource, "a secret"));
  });

  it("is undecided where only a deployment can tell", async () => {
    const resource = repository({ imageTagMutability: unknown });
    assert.deepEqual(await judge([resource]), [verdicts.undecided(resource, "imageTagMutability")]);
  });
});

describe("image-scanning", () => {
  const verdicts = verdictsOf(imageScanning);
  const registry = (rules: unknown) => ({
    type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    name: "registry",
    properties: { scanType: "BASIC", rules },
  });
  const rule = (filter: unknown, scanFrequency: unknown = "SCAN_ON_PUSH") => ({
    scanFrequency,
    repositoryFilters: [{ filter, filterType: "WILDCARD" }],
  });
  const unscanned = (change: Properties = {}) => repository({ imageScanningConfiguration: null, ...change });
  const place = "imageScanningConfiguration.scanOnPush";
  const allowed = "true, or a rule of the registry that scans the repository";
  const refused = (found: string) => [verdicts.refused(repository(), place, found, allowed)];
  const judged = async (...resources: Parameters<typeof judgeStack>[0]) =>
    verdicts.among(await judgeStack(resources));

  it("accepts a repository that scans what is pushed", async () =>
    assert.deepEqual(await judged(repository()), []));

  it("refuses one that does not, and one that does not say", async () => {
    assert.deepEqual(await judged(unscanned()), refused("nothing"));
    assert.deepEqual(
      await judged(repository({ imageScanningConfiguration: { scanOnPush: false } })),
      refused("false (a boolean)"),
    );
  });

  it("does not show a secret", async () =>
    assert.deepEqual(
      await judged(repository({ imageScanningConfiguration: secret({ scanOnPush: false }) })),
      refused("a secret"),
    ));

  for (const filter of [
    "*",
    "shop/web",
    "shop",
    "op/w",
    "shop/*",
    "*web",
    "s*/*b",
    "s*op*web",
    "shop/web*",
    "sh*o*p/web",
  ])
    it(`accepts one that the registry scans as ${filter}`, async () => {
      assert.deepEqual(await judged(unscanned(), registry([rule(filter)])), []);
      assert.deepEqual(await judged(unscanned(), registry([rule("x"), rule(filter, "CONTINUOUS_SCAN")])), []);
    });

  for (const filter of [
    "web/shop",
    "web*",
    "*shop",
    "sh*x*eb",
    "shop/we*eb",
    "shop/web*b",
    "sh*op*op/web",
    "x*web",
    "shop*x",
    null,
  ])
    it(`refuses one that the registry does not scan as ${filter}`, async () =>
      assert.deepEqual(await judged(unscanned(), registry([rule(filter)])), refused("nothing")));

  it("refuses one that the registry scans by hand only", async () =>
    assert.deepEqual(await judged(unscanned(), registry([rule("*", "MANUAL")])), refused("nothing")));

  it("does not ask for the name where all are scanned, nor for the registry where the repository scans", async () => {
    assert.deepEqual(await judged(unscanned({ name: unknown }), registry([rule("*")])), []);
    assert.deepEqual(await judged(repository({ name: unknown }), registry(unknown)), []);
  });

  it("is undecided where only a deployment can tell", async () => {
    const told = { type: "aws:ecr/repository:Repository" };
    const toRegistry = registry([]);
    assert.deepEqual(await judged(repository({ imageScanningConfiguration: unknown })), [
      verdicts.undecided(told, place),
    ]);
    assert.deepEqual(await judged(unscanned({ name: unknown }), registry([rule("shop")])), [
      verdicts.undecided(told, "name"),
    ]);
    assert.deepEqual(await judged(unscanned(), registry(unknown)), [verdicts.undecided(toRegistry, "rules")]);
    assert.deepEqual(await judged(unscanned(), registry([rule("*", unknown)])), [
      verdicts.undecided(toRegistry, "rules[0].scanFrequency"),
    ]);
    assert.deepEqual(await judged(unscanned(), registry([rule(unknown)])), [
      verdicts.undecided(toRegistry, "rules[0].repositoryFilters[0].filter"),
    ]);
    assert.deepEqual(
      await judged(unscanned(), registry([{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: unknown }])),
      [verdicts.undecided(toRegistry, "rules[0].repositoryFilters")],
    );
  });
});
