import assert from "node:assert/strict";
import fc from "fast-check";
import { Analyzer, type Diagnostic } from "../../policies/analyzer/analyzer.js";
import { undecidedPrefix } from "../../policies/analyzer/messages.js";
import { analyzed } from "../../policies/documentation/examples.js";
import { rules } from "../../policies/index.js";
import type { AnalyzedResource } from "../../policies/model/resource.js";
import type { ExampleResource } from "../../policies/model/rule.js";
import { printable } from "../../problems/problem.js";
import { arbitraryResource, sensibleStack, pathsIn, withValueAt } from "./support/arbitraryResources.js";
import { secret, unknown } from "./support/judge.js";

const today = new Date("2026-11-22");
const pack = new Analyzer(rules, () => today);

/** Everything that the pack says of resources, each by itself and all together; named one, two and so on. */
function said(resources: readonly ExampleResource[], analyzer = pack): Diagnostic[] {
  const told = resources.map((resource, index) => frozen(analyzed({ name: `r${index}`, ...resource })));
  return [...told.flatMap((resource) => analyzer.analyze(resource)), ...analyzer.analyzeStack(told)];
}

/** Rules that change what they read fail. */
function frozen<Whole extends AnalyzedResource | object>(value: Whole): Whole {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) frozen(inner as object);
  return Object.freeze(value);
}

const resources = fc.array(arbitraryResource, { minLength: 1, maxLength: 3 });

describe("whatever the properties of resources, the pack", () => {
  it("answers, always the same, in lines of printable text", () => {
    fc.assert(
      fc.property(resources, (some) => {
        const first = said(some);
        for (const { message } of first) assert.equal(message, printable(message));
        const again = said(some, new Analyzer(rules, () => today));
        assert.deepEqual(
          again.map(({ rule, ...rest }) => [rule.name, rest]),
          first.map(({ rule, ...rest }) => [rule.name, rest]),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("shows no secret", () => {
    const mark = "hunter2";
    /** Every text and number is a secret one, which still looks like what it was. */
    const disguises: readonly ((text: string) => string)[] = [
      (text) => `${mark}${text}`,
      (text) => `${text}${mark}`,
      (text) => text.replace(/(?<=[/:.-])|$/, mark),
      () => mark,
    ];
    const allSecret = (value: unknown, disguise: (text: string) => string): unknown => {
      if (Array.isArray(value)) return value.map((item) => allSecret(item, disguise));
      if (typeof value === "object" && value !== null)
        return Object.fromEntries(
          Object.entries(value).map(([key, item]) => [key, allSecret(item, disguise)]),
        );
      return secret(typeof value === "string" ? disguise(value) : value);
    };
    fc.assert(
      fc.property(resources, fc.constantFrom(...disguises), (some, disguise) => {
        const hidden = some.map((resource) => ({
          ...resource,
          properties: allSecret(resource.properties, disguise) as Record<string, unknown>,
        }));
        for (const { rule, message } of said(hidden))
          assert.ok(!message.toLowerCase().includes(mark), `${rule.name}: ${message}`);
      }),
      { numRuns: 1000 },
    );
  });

  it("says of resources of which less is known the same, or that it is undecided", () => {
    fc.assert(
      fc.property(sensibleStack, fc.nat(), fc.nat(), (some, which, place) => {
        const resource = some[which % some.length]!;
        const [, ...paths] = pathsIn(resource.properties);
        fc.pre(paths.length > 0);
        const path = paths[place % paths.length]!;
        const properties = withValueAt(resource.properties, path, () => unknown) as Record<string, unknown>;
        const known = verdictsByRule(said(some));
        const open = verdictsByRule(
          said(some.map((one) => (one === resource ? { ...one, properties } : one))),
        );
        for (const { name } of rules) {
          const [before, after] = [known.get(name) ?? "silent", open.get(name) ?? "silent"];
          const allowed = [before, "undecided", ...(stricter.has(name) ? ["violated"] : [])];
          if (open.has(toldBy.get(name) ?? "") || trusting.has(name)) allowed.push("silent");
          assert.ok(
            before === "undecided" || allowed.includes(after),
            `${name} was ${before}, and is ${after} without ${path.join(".")}`,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Rules that take what is unknown for something that they refuse, although it may turn out otherwise. */
const stricter: ReadonlySet<string> = new Set([
  // Content that a program takes from elsewhere is content.
  "immutable-configuration",
  // A template that nothing in the stack is known to be is none of the stack's.
  "known-launch-template",
]);

/** Rules that say nothing where another one says what is not known. */
const toldBy: ReadonlyMap<string, string> = new Map([
  ["no-undeclared-namespace", "declared-connections"],
  ["pinned-node-image", "known-launch-template"],
]);

/** Rules that take something for granted. */
const trusting: ReadonlySet<string> = new Set([
  // That who names ports names a protocol that has them: AWS refuses ports beside every protocol.
  "no-node-ssh",
  // That a chart with an exact version has it from a repository, and is not an address that says nothing of it.
  "pinned-chart",
]);

type Verdict = "violated" | "undecided";

/** What each rule says on the whole, of one resource. */
function verdictsByRule(diagnostics: readonly Diagnostic[]): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const { rule, message } of diagnostics)
    if (!message.startsWith(undecidedPrefix)) verdicts.set(rule.name, "violated");
    else if (!verdicts.has(rule.name)) verdicts.set(rule.name, "undecided");
  return verdicts;
}
