import assert from "node:assert/strict";
import type { RecordedResource } from "../../../cli/plan/record.js";
import { prove } from "../../../cli/proof/prove.js";
import type { Declaration } from "../../../config/declaration.js";
import { existingProject, inBilling, inShop, inStack, type Variant } from "../../support/project.js";
import { declared, recordedOf, withTools } from "../../support/recorded.js";

/** Everything about one resource of the program, changed. */
type Tamper = (resources: readonly RecordedResource[]) => readonly RecordedResource[];

interface Spec {
  readonly ingress?: readonly { readonly from?: readonly object[] }[];
}

const isPolicy = (prefix: string) => (resource: RecordedResource) =>
  resource.type === "kubernetes:networking.k8s.io/v1:NetworkPolicy" && resource.name.startsWith(prefix);

/** The program's objects without those policies. */
const without =
  (prefix: string): Tamper =>
  (resources) => {
    const left = resources.filter((resource) => !isPolicy(prefix)(resource));
    assert.equal(left.length, resources.length - 1, `one policy begins with ${prefix}`);
    return left;
  };

/** The program's objects, the inputs of one policy changed. */
const changed =
  (prefix: string, change: (spec: Spec) => object): Tamper =>
  (resources) => {
    assert.equal(resources.filter(isPolicy(prefix)).length, 1, `one policy begins with ${prefix}`);
    return resources.map((resource) =>
      isPolicy(prefix)(resource)
        ? { ...resource, inputs: { ...resource.inputs, spec: change(resource.inputs["spec"] as Spec) } }
        : resource,
    );
  };

/** The program's objects and one more. */
const withObject =
  (inputs: { readonly kind: string; readonly metadata: { readonly name: string } } & object): Tamper =>
  (resources) => [
    ...resources,
    {
      ...resources.find(isPolicy(""))!,
      type: `kubernetes:example:${inputs.kind}`,
      name: `by-hand-${inputs.metadata.name}`,
      urn: `urn:${inputs.metadata.name}`,
      inputs: { ...inputs },
    },
  ];

async function outcome(variant: Variant, tamper: Tamper = (resources) => resources) {
  const declaration: Declaration = declared(variant);
  const { resources } = await recordedOf(declaration);
  const { proof, findings } = prove(declaration, tamper(resources));
  return { proof, findings: findings.map(({ check, message }) => `${check}: ${hashless(message)}`) };
}

/** Policies' names end in a hash of what they say. */
function hashless(message: string): string {
  return message.replace(/-(ingress|egress)-[0-9a-f]{8}/g, "-$1");
}

const staged = inStack("basalt:images:", "basalt:enforcement: staged\n  basalt:images:");

describe("the proof that the program's policies allow exactly what is declared", () => {
  for (const [title, variant] of Object.entries<Variant>({
    "on EKS": {},
    "on a cluster that exists": { base: existingProject },
    "with every kind of workload": { changes: [withTools] },
  })) {
    it(`holds ${title}`, async () => {
      const { proof, findings } = await outcome(variant);
      assert.deepEqual(findings, []);
      assert.equal(proof.holds, true);
      assert.equal(proof.assertions, 1);
      assert.deepEqual(proof.rehearsing, []);
    });
  }

  it("holds for namespaces that only rehearse: as if they were enforced", async () => {
    const { proof, findings } = await outcome({ changes: [staged] });
    assert.deepEqual(findings, []);
    assert.deepEqual([proof.closed, proof.rehearsing], [[], ["billing", "shop"]]);
  });

  it("names the flow, its line and what denies it, where the source may not send", async () => {
    const { proof, findings } = await outcome({}, without("shop.web-to-cart-egress"));
    assert.equal(proof.holds, false);
    assert.deepEqual(findings, [
      "blocked-flow: namespaces/shop.yaml:16 flows[1] web -> cart [grpc 7070]: shop/web -> shop/cart TCP 7070 does not get through (egress denied, no rule of NetworkPolicy shop/allow-dns (plan: NetworkPolicy shop.allow-dns), NetworkPolicy shop/default-deny (plan: NetworkPolicy shop.default-deny), NetworkPolicy shop/web-to-billing-api-egress (plan: NetworkPolicy shop.web-to-billing-api-egress) and 2 more allows it); allowed: policies that let every declared flow through",
    ]);
  });
});
