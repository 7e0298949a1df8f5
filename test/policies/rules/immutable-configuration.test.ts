import assert from "node:assert/strict";
import { immutableConfiguration } from "../../../policies/rules/immutable-configuration.js";
import { judge, secret, unknown } from "../support/judge.js";
import { verdictsOf } from "../support/workloads.js";

describe("immutable-configuration", () => {
  const verdicts = verdictsOf(immutableConfiguration);
  const of = (kind: string, properties: Readonly<Record<string, unknown>>) => ({
    type: `kubernetes:core/v1:${kind}`,
    properties: { metadata: { name: "web", namespace: "shop" }, ...properties },
  });
  const configMap = (properties: Readonly<Record<string, unknown>>) =>
    of("ConfigMap", { data: { color: "blue" }, ...properties });
  const tokens = of("Secret", { stringData: { password: "hunter2" } });
  const refused = (resource: ReturnType<typeof of>, found: string, path = "immutable") => [
    verdicts.refused(resource, path, found, "true"),
  ];

  it("accepts immutable ones", async () =>
    assert.deepEqual(
      await judge([configMap({ immutable: true }), of("Secret", { data: { a: "Yg==" }, immutable: true })]),
      [],
    ));

  for (const [title, resource] of [
    ["a ConfigMap", configMap({})],
    ["a Secret", tokens],
    ["a Secret with data", of("Secret", { data: { a: "Yg==" } })],
    ["a ConfigMap of bytes", of("ConfigMap", { binaryData: { a: "Yg==" } })],
    ["a ConfigMap with content from elsewhere", of("ConfigMap", { data: unknown })],
    ["a ConfigMap with a Secret's type", configMap({ type: "helm.sh/release.v1" })],
  ] as const)
    it(`refuses ${title} that is not`, async () => {
      assert.deepEqual(await judge([resource]), refused(resource, "nothing"));
      const changeable = { ...resource, properties: { ...resource.properties, immutable: false } };
      assert.deepEqual(await judge([changeable]), refused(changeable, "something else than true"));
    });

  it("refuses them in lists", async () => {
    const list = of("ConfigMapList", {
      items: [{ data: { a: "b" }, immutable: true }, { data: { a: "b" } }],
    });
    assert.deepEqual(await judge([list]), refused(list, "nothing", "items[1].immutable"));
  });

  it("does not show a secret", async () => {
    const resource = configMap({ immutable: secret(false), data: secret({ a: "hunter2" }) });
    assert.deepEqual(await judge([resource]), refused(resource, "something else than true"));
  });

  it("is undecided where only a deployment can tell", async () => {
    for (const [resource, path] of [
      [configMap({ immutable: unknown }), "immutable"],
      [of("Secret", { metadata: { name: unknown }, data: { a: "Yg==" } }), "metadata.name"],
      [of("Secret", { type: unknown, data: { a: "Yg==" } }), "type"],
    ] as const)
      assert.deepEqual(await judge([resource]), [verdicts.undecided(resource, path)]);
  });

  it("does not ask what an immutable one is", async () =>
    assert.deepEqual(
      await judge([
        of("Secret", { immutable: true, metadata: { name: unknown }, data: unknown, type: unknown }),
      ]),
      [],
    ));

  const written = [
    "aws-auth",
    "amazon-vpc-cni",
    "coredns",
    "extension-apiserver-authentication",
    "kube-proxy",
    "kube-root-ca.crt",
  ];
  it("asks nothing of one of their names that may be theirs", async () => {
    for (const namespace of [null, "kube-system"])
      assert.deepEqual(await judge([configMap({ metadata: { name: "coredns", namespace } })]), []);
    const open = configMap({ metadata: { name: "coredns", namespace: unknown } });
    assert.deepEqual(await judge([open]), [verdicts.undecided(open, "metadata.namespace")]);
    assert.deepEqual(
      await judge([configMap({ metadata: { name: "kube-root-ca.crt", namespace: "shop" } })]),
      [],
    );
  });

  it("refuses one of another namespace that is called as theirs", async () => {
    const resource = configMap({ metadata: { name: "coredns", namespace: "shop" } });
    assert.deepEqual(await judge([resource]), refused(resource, "nothing"));
  });

  for (const name of written)
    it(`asks nothing of ${name}, which others write`, async () => {
      const resource = configMap({ metadata: { name, namespace: "kube-system" } });
      assert.deepEqual(verdicts.among(await judge([resource])), []);
    });

  for (const type of [
    "kubernetes.io/service-account-token",
    "bootstrap.kubernetes.io/token",
    "helm.sh/release.v1",
  ])
    it(`asks nothing of Secrets of type ${type}, which a controller fills`, async () => {
      assert.deepEqual(await judge([of("Secret", { type, data: { a: "Yg==" } })]), []);
    });

  it("asks other types of Secrets", async () => {
    const resource = of("Secret", { type: "kubernetes.io/tls", data: { a: "Yg==" } });
    assert.deepEqual(await judge([resource]), refused(resource, "nothing"));
  });

  it("asks nothing of what is empty, and of other kinds of that name", async () =>
    assert.deepEqual(
      await judge([
        of("ConfigMap", {}),
        of("Secret", { data: {}, stringData: {} }),
        { type: "kubernetes:example.com/v1:Secret", properties: { data: { a: "b" } } },
      ]),
      [],
    ));

  it("takes what a patch leaves out for what it was", async () => {
    const patch = (properties: Readonly<Record<string, unknown>>) => ({
      type: "kubernetes:core/v1:ConfigMapPatch",
      properties: { metadata: { name: "web" }, ...properties },
    });
    assert.deepEqual(verdicts.among(await judge([patch({ data: { a: "b" } })])), []);
    const changeable = patch({ immutable: false });
    assert.deepEqual(verdicts.among(await judge([changeable])), [
      verdicts.refused(changeable, "immutable", "something else than true", "true"),
    ]);
  });
});
