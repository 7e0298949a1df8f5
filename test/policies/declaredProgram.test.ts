import assert from "node:assert/strict";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import type { Declaration } from "../../config/declaration.js";
import { declared, withTools } from "../support/recorded.js";
import { existingProject, inStack } from "../support/project.js";
import { judgeStack, type TestResource, type Verdict } from "./support/judge.js";
import { programResources } from "./support/programResources.js";

const proofs = ["declared-connections", "required-flows-open", "assertions-hold", "no-undeclared-namespace"];

/** What the rules that ask for the declaration say about a program's resources. */
async function said(resources: readonly TestResource[]): Promise<Verdict[]> {
  const verdicts = await judgeStack(resources);
  return verdicts.filter((verdict) => proofs.includes(verdict.split(" ")[1]!));
}

const component = "basalt:application:Applications";

describe("what the program tells of its declaration", () => {
  const declarations: Readonly<Record<string, () => Declaration>> = {
    "on EKS, with every kind of workload": () => declared({ changes: [withTools] }),
    "on a cluster that exists": () => declared({ base: existingProject }),
    "of namespaces that rehearse": () =>
      declared({ changes: [inStack("basalt:images:", "basalt:enforcement: staged\n  basalt:images:")] }),
  };
  for (const [title, declaration] of Object.entries(declarations))
    it(`is the network's part, without lines, and proved ${title}`, async () => {
      const { settled } = await programResources(declaration());
      const { properties } = settled.find(({ type }) => type === component)!;
      const network = JSON.parse(JSON.stringify(declaredNetwork(declaration(), false))) as unknown;
      assert.deepEqual(properties, { network });
      assert.doesNotMatch(JSON.stringify(properties), /\.yaml/);
      assert.deepEqual(await said(settled), []);
    });

  it("is what a policy that is missing is found by", async () => {
    const { settled } = await programResources(declared());
    const left = settled.filter(({ name = "" }) => !name.startsWith("shop.web-to-cart-egress"));
    assert.equal(left.length, settled.length - 1);
    const [verdict, ...more] = await said(left);
    assert.deepEqual(more, []);
    assert.match(
      verdict!,
      /^\[mandatory\] required-flows-open the stack: found namespace shop: web -> cart \[grpc 7070\]: shop\/web -> shop\/cart TCP 7070 does not get through/,
    );
  });
});
