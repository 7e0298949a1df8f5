import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { advisoryConfiguration } from "../../../cli/consequences/advisoryConfiguration.js";
import { inProject } from "../../support/project.js";

/** What becomes of a configuration; undefined stands for none. */
function advisory(configuration: string | undefined, rules: readonly string[]): unknown {
  return inProject({}, (directory) => {
    const file = join(directory, "dev.json");
    if (configuration !== undefined) writeFileSync(file, configuration);
    const made = advisoryConfiguration(configuration === undefined ? undefined : file, rules);
    try {
      return made.file === undefined ? undefined : (JSON.parse(readFileSync(made.file, "utf8")) as unknown);
    } finally {
      made.remove();
      if (configuration !== undefined) assert.equal(readFileSync(file, "utf8"), configuration);
      if (made.file !== undefined && made.file !== file) assert.ok(!existsSync(made.file));
    }
  });
}

const cases: readonly {
  title: string;
  configuration?: string;
  rules: readonly string[];
  expected: unknown;
}[] = [
  {
    title: "is as it was where no rule is named",
    configuration: '{"a":"mandatory"}',
    rules: [],
    expected: { a: "mandatory" },
  },
  { title: "is none where there is none and no rule is named", rules: [], expected: undefined },
  { title: "is made where there is none", rules: ["a"], expected: { a: "advisory" } },
  {
    title: "has the level lowered",
    configuration: '{"a":"mandatory","b":"mandatory"}',
    rules: ["a"],
    expected: { a: "advisory", b: "mandatory" },
  },
  {
    title: "keeps what else is said of the rule",
    configuration: '{"a":{"enforcementLevel":"mandatory","versions":["1"]}}',
    rules: ["a"],
    expected: { a: { enforcementLevel: "advisory", versions: ["1"] } },
  },
  {
    title: "leaves what is disabled",
    configuration: '{"a":"disabled"}',
    rules: ["a"],
    expected: { a: "disabled" },
  },
  {
    title: "leaves what is disabled with all others",
    configuration: '{"all":"disabled","a":{"versions":["1"]}}',
    rules: ["a", "b"],
    expected: { all: "disabled", a: { versions: ["1"] }, b: "disabled" },
  },
  {
    title: "is made for a rule that all make mandatory",
    configuration: '{"all":"mandatory"}',
    rules: ["a"],
    expected: { all: "mandatory", a: "advisory" },
  },
];

describe("a configuration with rules that only advise", () => {
  for (const { title, configuration, rules, expected } of cases)
    it(title, () => {
      assert.deepEqual(advisory(configuration, rules), expected);
    });
});
