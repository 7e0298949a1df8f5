import assert from "node:assert/strict";
import { join } from "node:path";
import { noNodes } from "./support/aws/nodeGroups.js";
import { startEngine, type Engine } from "./support/engine.js";
import { startFakeAws, type FakeAws } from "./support/fakeAws.js";
import { needsEngine } from "./support/pulumiTools.js";
import {
  casesOf,
  configurationFile,
  exceptingStack,
  judged,
  plainStack,
  programOf,
  said,
  stacksOf,
  textsOf,
  type ExampleCase,
  type ExampleStack,
} from "./support/ruleExamples.js";

/**
 * Whether an example is none for the Kubernetes provider without network and cluster: it looks for a chart on the Internet
 * before the pack is asked, and only a cluster gives uids.
 */
const needsStandIn = ({ resources }: ExampleCase) =>
  resources.some(
    ({ type, properties }) =>
      (type === "kubernetes:helm.sh/v3:Release" && "repositoryOpts" in properties) ||
      JSON.stringify(properties).includes('"uid":'),
  );

/** What a program is deployed with: the fake provider of AWS lets any type of any package pass. */
const providers: Readonly<Record<string, readonly string[]>> = {
  "the Kubernetes provider": ["aws", "command", "pulumi-nodejs"],
  "a stand-in for the Kubernetes provider": ["aws", "command", "pulumi-nodejs", "kubernetes"],
};

const aboutResources = casesOf("resource");
const aboutStacks = casesOf("stack");

const titleOf = ({ rule, isViolation }: ExampleCase) =>
  `${rule.name}: what ${isViolation ? "violates it" : "complies"}`;

describe("the examples of every rule, on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let aws: FakeAws | undefined;
  let engine: Engine | undefined;

  /** Previews a stack with the pack: each rule has to say of each example what it says of it alone, without an engine. */
  async function assertJudgedAlike(stack: ExampleStack, alone: (one: ExampleCase) => ExampleStack) {
    const { directory } = engine!;
    engine!.write(programOf(stack));
    const run = await engine!.preview({
      policyPacks: [join(directory, "policies")],
      policyPackConfigs: [join(directory, configurationFile)],
    });
    // What a provider refuses the pack is not asked about, and nothing that comes after it.
    assert.deepEqual(
      run.diagnostics.filter(({ severity, urn }) => severity === "error" && urn !== undefined),
      [],
    );
    const registered = [...run.inputs.keys()].map((urn) => urn.split("::").slice(2).join("::"));
    const missing = stack.cases
      .flatMap(({ resources }) => resources.map(({ type, name }) => `${type}::${name}`))
      .filter((resource) => !registered.includes(resource));
    assert.deepEqual(missing, []);

    const verdicts = run.verdicts.map(({ policy, level, urn, message }) => said(policy, level, urn, message));
    const found = stack.cases.map((one) => [titleOf(one), ownTexts(verdicts, one)]);
    const expected = stack.cases.map((one) => [titleOf(one), textsOf(judged(alone(one)), one.rule)]);
    assert.deepEqual(found, expected);
    assert.equal(
      run.failure !== undefined,
      run.verdicts.some(({ level }) => level === "mandatory"),
    );
    return run;

    /** Of a stack rule, all that is not another example's: what the stacks are put together by. */
    function ownTexts(all: typeof verdicts, one: ExampleCase): string[] {
      const isOf = ({ resources }: ExampleCase, text: string) =>
        resources.some(({ type, name }) => text.includes(` ${type}::${name}: `));
      const others = stack.cases.filter((other) => other !== one && other.rule === one.rule);
      return textsOf(all, one.rule).filter((text) =>
        one.rule.kind === "resource" ? isOf(one, text) : !others.some((other) => isOf(other, text)),
      );
    }
  }

  for (const [title, packages] of Object.entries(providers)) {
    const isReal = !packages.includes("kubernetes");
    describe(`with ${title}`, () => {
      before(async () => {
        aws = await startFakeAws({ nodes: noNodes });
        const port = aws.environment["PULUMI_DEBUG_PROVIDERS"]!.split(":")[1]!;
        engine = await startEngine({
          files: {},
          stack: "probe",
          environment: { PULUMI_DEBUG_PROVIDERS: packages.map((name) => `${name}:${port}`).join() },
        });
      });
      after(async () => {
        await engine?.stop();
        await aws?.stop();
      });

      const isFor = (one: ExampleCase) => needsStandIn(one) !== isReal;
      const cases = aboutResources.filter(isFor);
      it(`are judged as without an engine: ${cases.length} of rules about resources`, async () => {
        const run = await assertJudgedAlike(plainStack(cases), (one) => plainStack([one]));
        assert.match(run.failure ?? "", /mandatory/);
      });

      for (const stack of stacksOf(aboutStacks.filter(isFor)))
        it(`are judged as without an engine: ${stack.cases.map(titleOf).join(", ")}`, async () => {
          await assertJudgedAlike(stack, (one) => exceptingStack([one]));
        });
    });
  }

  it("are verdicts of the rule's own level where they violate it, and none where they comply", () => {
    const wrong = [...aboutResources, ...aboutStacks].filter((one) => {
      const { rule, isViolation } = one;
      const alone = rule.kind === "resource" ? plainStack([one]) : exceptingStack([one]);
      const texts = textsOf(judged(alone), rule);
      return isViolation
        ? !texts.some(
            (text) => text.startsWith(`[${rule.enforcementLevel}]`) && !text.includes(": undecided: "),
          )
        : texts.length > 0;
    });
    assert.deepEqual(wrong.map(titleOf), []);
  });
});
