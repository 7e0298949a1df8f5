import assert from "node:assert/strict";
import { kubernetesRefusals } from "../../cli/plan/kubernetesRefusals.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { unknown } from "../support/recorded.js";
import { resource } from "../support/resource.js";

const mapType = "kubernetes:core/v1:ConfigMap";
const basics = { apiVersion: "v1", kind: "ConfigMap", metadata: {} };
const map = (name: string, metadata: object, type = mapType) =>
  resource({ type, name, inputs: { ...basics, metadata } });

/** Checks that found something, with the resource's logical name. */
function found(...resources: readonly RecordedResource[]): string[] {
  return kubernetesRefusals(resources).map(({ check, urn }) => `${check} ${urn?.split(/:+/).at(-1) ?? ""}`);
}

/** A text for a test's title: a long one by its length. */
function shown(text: string): string {
  return text.length > 40
    ? `${JSON.stringify(text.slice(0, 10))}… of ${text.length} characters`
    : JSON.stringify(text);
}

describe("kubernetesRefusals", () => {
  it("finds two objects of one kind, namespace and name, whatever their logical names", () => {
    const one = map("a", { name: "settings", namespace: "shop" });
    const other = map("b", { name: "settings", namespace: "shop" });
    assert.deepEqual(kubernetesRefusals([one, other]), [
      {
        check: "duplicate-object",
        urn: other.urn,
        message:
          'found a second kubernetes:core/v1:ConfigMap called "settings" in namespace "shop"; allowed: each object once',
      },
    ]);
  });

  const distinct: readonly (readonly [string, RecordedResource])[] = [
    ["another namespace", map("b", { name: "settings", namespace: "billing" })],
    ["another kind", map("b", { name: "settings", namespace: "shop" }, "kubernetes:core/v1:Secret")],
    ["another name", map("b", { name: "other", namespace: "shop" })],
    ["no name yet", map("b", { namespace: "shop" })],
    ["a name that only a deployment tells", map("b", { name: unknown, namespace: "shop" })],
    ["metadata without a name", map("b", {})],
    [
      "metadata that only a deployment tells",
      resource({ type: mapType, name: "b", inputs: { ...basics, metadata: unknown } }),
    ],
    [
      "another provider",
      resource({
        type: "aws:x:Y",
        name: "b",
        inputs: { metadata: { name: "settings", namespace: "shop" } },
      }),
    ],
  ];
  for (const [what, other] of distinct) {
    it(`tells objects apart by ${what}`, () => {
      const same = map("a", { name: "settings", namespace: "shop" });
      const anonymous = map("c", { namespace: "shop" });
      assert.deepEqual(found(same, anonymous, other), []);
    });
  }

  const service = "kubernetes:core/v1:Service";
  const namespace = "kubernetes:core/v1:Namespace";
  const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
  for (const [type, name, valid] of [
    [policy, "a", true],
    [policy, "a.b-c.1", true],
    [policy, "a".repeat(253), true],
    [policy, "a".repeat(254), false],
    [policy, "", false],
    [policy, "A", false],
    [policy, "a_b", false],
    [policy, "-a", false],
    [policy, "a-", false],
    [policy, "a..b", false],
    [policy, "a.-b", false],
    [service, "a".repeat(63), true],
    [service, "a".repeat(64), false],
    [service, "a.b", false],
    [namespace, "a".repeat(64), false],
    [namespace, "shop", true],
  ] as const) {
    it(`${valid ? "accepts" : "refuses"} ${shown(name)} as the name of a ${type.split(":").at(-1)!}`, () => {
      assert.deepEqual(found(map("x", { name }, type)), valid ? [] : ["invalid-object-name x"]);
    });
  }

  for (const [value, valid] of [
    ["", true],
    ["a", true],
    ["a".repeat(63), true],
    ["A_b-c.d", true],
    [unknown, true],
    ["a".repeat(64), false],
    ["a b", false],
    ["-a", false],
    ["a/b", false],
  ] as const) {
    it(`${valid ? "accepts" : "refuses"} ${shown(value)} as the value of a label`, () => {
      assert.deepEqual(
        found(map("x", { name: "x", labels: { app: value } })),
        valid ? [] : ["invalid-label x"],
      );
    });
  }

  const keys = [
    ["app", true],
    ["A_b-c.d", true],
    ["a".repeat(63), true],
    ["app.kubernetes.io/name", true],
    [`${"a".repeat(253)}/name`, true],
    ["", false],
    ["a b", false],
    ["-a", false],
    ["a-", false],
    ["a".repeat(64), false],
    ["/name", false],
    ["example.com/", false],
    ["example.com/a/b", false],
    ["example..com/name", false],
    ["exa_mple.com/name", false],
    [`${"a".repeat(254)}/name`, false],
  ] as const;
  for (const [field, check] of [
    ["labels", "invalid-label"],
    ["annotations", "invalid-annotation"],
  ] as const) {
    for (const [key, valid] of keys) {
      it(`${valid ? "accepts" : "refuses"} ${shown(key)} as a key of ${field}`, () => {
        assert.deepEqual(
          found(map("x", { name: "x", [field]: { [key]: "a" } })),
          valid ? [] : [`${check} x`],
        );
      });
    }
  }

  it("reads the DNS name of an annotation's key in lower case, as the API server does, and not a label's", () => {
    const key = "Example.com/name";
    assert.deepEqual(found(map("x", { annotations: { [key]: "a" } })), []);
    assert.deepEqual(found(map("x", { labels: { [key]: "a" } })), ["invalid-label x"]);
  });

  it("names the key and what one may be, and accepts any text as an annotation's value", () => {
    const annotated = map("x", { annotations: { "a b": "1", note: "a b\n/ü" } });
    assert.deepEqual(kubernetesRefusals([annotated]), [
      {
        check: "invalid-annotation",
        urn: annotated.urn,
        message:
          'found the annotation key "a b"; allowed: at most 63 letters, digits, hyphens, underscores and dots, after at most a DNS name and a slash',
      },
    ]);
  });

  it("finds nothing in labels and annotations that only a deployment tells", () => {
    assert.deepEqual(found(map("x", { labels: unknown, annotations: unknown })), []);
  });

  it("names every basic field that an object lacks", () => {
    const bare = resource({ type: mapType, name: "x", inputs: { metadata: {} } });
    assert.deepEqual(kubernetesRefusals([bare]), [
      {
        check: "incomplete-object",
        urn: bare.urn,
        message: "found no apiVersion and no kind; allowed: objects with apiVersion, kind and metadata",
      },
    ]);
  });

  for (const field of ["apiVersion", "kind", "metadata"] as const) {
    for (const [type, refused] of [
      [mapType, true],
      ["kubernetes:apps/v1:Deployment", true],
      ["kubernetes:networking.k8s.io/v1:NetworkPolicy", true],
      ["kubernetes:helm.sh/v3:Release", false],
      ["kubernetes:projectcalico.org/v3:Tier", false],
      ["aws:ec2/vpc:Vpc", false],
    ] as const) {
      it(`${refused ? "refuses" : "accepts"} ${type} without ${field}`, () => {
        const object = resource({ type, name: "x", inputs: { ...basics, [field]: undefined } });
        assert.deepEqual(found(object), refused ? ["incomplete-object x"] : []);
      });
    }
  }
});
