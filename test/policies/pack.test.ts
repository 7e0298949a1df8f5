import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { analyzed, verdictsOf } from "../../policies/documentation/examples.js";
import { propertySchemas, settingsOf } from "../../policies/configuration/configuration.js";
import { rules } from "../../policies/index.js";
import { frameworkVersions } from "../../policies/model/frameworks.js";
import type { Area, Example, Rule } from "../../policies/model/rule.js";
import { judge, judgeStack, type Verdict } from "./support/judge.js";

const folder = join(__dirname, "../../policies/rules");
const load = createRequire(__filename);
const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));

/** Names of the rules that a law does not hold for. */
function offenders(holds: (rule: Rule) => boolean): string[] {
  return rules.filter((rule) => !holds(rule)).map(({ name }) => name);
}

const camelCase = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe("every rule of the pack", () => {
  it("is the only export of a file of its name, and in the index once", () => {
    const exported = files.map((file) => {
      const module = load(join(folder, `${file}.ts`)) as Record<string, unknown>;
      return [
        file,
        ...Object.entries(module).map(([name, value]) => [name, rules.filter((rule) => rule === value)]),
      ];
    });
    assert.deepEqual(
      exported,
      files.map((file) => [file, [camelCase(file), rules.filter(({ name }) => name === file)]]),
    );
    assert.deepEqual(rules.map(({ name }) => name).sort(), [...files].sort());
  });

  it("has an id in kebab case", () =>
    assert.deepEqual(
      offenders(({ name }) => /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)),
      [],
    ));

  it("stands beside the others of its area", () => {
    const order: readonly Area[] = ["nodes", "cluster", "pods", "network", "stack", "program"];
    const areas = rules.map(({ area }) => area);
    assert.deepEqual(
      areas,
      [...areas].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
  });

  it("says what it requires without a full stop, and why and what to do in sentences", () => {
    const line = (text: string) => text.length > 10 && text.trim() === text && !/[\n\r\t]| {2}/.test(text);
    assert.deepEqual(
      offenders(({ description }) => line(description) && !description.endsWith(".")),
      [],
    );
    assert.deepEqual(
      offenders(({ why }) => line(why) && why.endsWith(".")),
      [],
    );
    assert.deepEqual(
      offenders(({ remediationSteps }) => line(remediationSteps) && remediationSteps.endsWith(".")),
      [],
    );
  });

  it("names a page to read on", () =>
    assert.deepEqual(
      offenders(({ url }) => URL.canParse(url) && new URL(url).protocol === "https:" && !/\s/.test(url)),
      [],
    ));

  it("has tags of one word each, none of them twice", () =>
    assert.deepEqual(
      offenders(({ area, tags = [] }) => {
        const all = [area, ...tags];
        return new Set(all).size === all.length && all.every((tag) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(tag));
      }),
      [],
    ));

  it("refers to requirements of frameworks that are named, each once", () =>
    assert.deepEqual(
      offenders(({ frameworks }) => {
        const places = frameworks.map(({ framework, reference }) => `${framework} ${reference}`);
        return (
          new Set(places).size === places.length &&
          frameworks.every(
            ({ framework, reference, specification }) =>
              framework in frameworkVersions && reference.trim() !== "" && specification.trim() !== "",
          )
        );
      }),
      [],
    ));

  it("says the same about a numbered requirement as the others that serve it", () => {
    const texts = new Map<string, Set<string>>();
    for (const { framework, reference, specification } of rules.flatMap(({ frameworks }) => frameworks)) {
      // A criterion of SOC 2 and a chapter of NSA and CISA ask for many things.
      if (framework !== "CIS EKS" && framework !== "PCI DSS") continue;
      const place = `${framework} ${reference}`;
      texts.set(place, (texts.get(place) ?? new Set()).add(specification));
    }
    assert.deepEqual(
      [...texts].filter(([, { size }]) => size > 1).map(([place, said]) => [place, ...said]),
      [],
    );
  });

  it("needs no configuration, and describes each parameter with its default", () => {
    for (const rule of rules) {
      settingsOf(rule);
      for (const [name, schema] of Object.entries(propertySchemas(rule))) {
        const where = `${rule.name}.${name}`;
        assert.ok((schema as { description?: string }).description, `${where} has no description`);
        assert.ok("default" in schema, `${where} has no default`);
      }
    }
  });
});

/** What the whole pack says of an example, of one rule. */
async function said(rule: Rule, example: Example): Promise<Verdict[]> {
  const resources = example.map((resource) => {
    const { urn, name, options } = analyzed(resource);
    return { ...resource, urn, name, options };
  });
  const configuration = { [rule.name]: rule.examples.configuration ?? {} };
  const verdicts = await (rule.kind === "stack" ? judgeStack : judge)(resources, configuration);
  return verdicts.filter((verdict) => verdict.split(" ")[1] === rule.name);
}

const isUndecided = (verdict: Verdict) => verdict.includes(": undecided: ");

describe("the examples of every rule", () => {
  for (const rule of rules) {
    const { complies, violates } = rule.examples;

    it(`${rule.name} has nothing to say of the one that complies`, async () =>
      assert.deepEqual(await said(rule, complies), []));

    it(`${rule.name} refuses the one that violates it`, async () => {
      const verdicts = await said(rule, violates);
      assert.ok(
        verdicts.some((verdict) => !isUndecided(verdict)),
        `${rule.name} says ${verdicts.join("\n") || "nothing"}`,
      );
      // What the documentation shows is what an engine is told.
      const documented = verdictsOf(rule, violates).map(({ message }) => message);
      assert.deepEqual(
        verdicts.filter((verdict) => documented.some((message) => verdict.endsWith(`: ${message}`))),
        verdicts,
      );
      assert.equal(verdicts.length, documented.length);
    });
  }
});
