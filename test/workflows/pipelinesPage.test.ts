import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { actions, root, workflows } from "./support/workflows.js";

const page = readFileSync(join(root, "docs/pipelines.md"), "utf8");

/** Rows of the table: name, kind, where, example, what happens without it. */
const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\|(.*)\|$/gm)].map(([, name = "", rest = ""]) => ({
  name,
  cells: rest.split(" | ").map((cell) => cell.trim()),
}));

/** What the workflows and actions read, as `vars.NAME` or `secrets.NAME`. */
const read = [
  ...new Set(
    [...workflows, ...actions].flatMap(({ text }) =>
      [...text.matchAll(/\b(vars|secrets)\.([A-Za-z_]\w*)/g)].map(
        ([, kind = "", name = ""]) => `${kind} ${name}`,
      ),
    ),
  ),
].sort();

describe("the page on what the pipelines need", () => {
  it("has a row for every variable and secret that they read, of its kind, and for no other", () =>
    assert.deepEqual(
      rows.map(({ name, cells: [kind] }) => `${kind === "secret" ? "secrets" : "vars"} ${name}`).sort(),
      read,
    ));

  for (const { name, cells } of rows)
    it(`says of ${name} where it belongs, what it looks like, and what happens without it`, () => {
      const [kind = "", where = "", example = "", without = "", ...more] = cells;
      assert.deepEqual(more, []);
      assert.match(kind, /^(variable|secret)$/);
      assert.match(where, /^(repository|environment)/);
      assert.ok(example !== "" && without !== "");
    });

  it("knows where jobs without an environment read: only what the repository has reaches them", () => {
    const reached = workflows.flatMap(({ jobs }) =>
      Object.values(jobs)
        .filter(({ environment }) => environment === undefined)
        .flatMap((job) =>
          [...JSON.stringify(job).matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name]) => name),
        ),
    );
    const ofRepository = rows
      .filter(({ cells }) => cells[1]?.startsWith("repository"))
      .map(({ name }) => name);
    assert.deepEqual(
      [...new Set(reached)].filter((name) => !ofRepository.includes(name!)),
      [],
    );
  });

  it("gives as JSON what is read as JSON", () => {
    const values = rows
      .filter(({ name }) => workflows.some(({ text }) => text.includes(`fromJSON(vars.${name} `)))
      .map(({ cells }) => cells[2]!.replaceAll("`", ""));
    assert.equal(values.length, 2);
    for (const value of values) assert.doesNotThrow(() => JSON.parse(value) as unknown, value);
  });

  it("is where the messages of the workflows send people", () => {
    const sent = [...workflows, ...actions].flatMap(({ text }) => [
      ...text.matchAll(/\bdocs\/[\w./-]+\.md/g),
    ]);
    assert.ok(sent.length > 5);
    for (const [path] of sent) assert.doesNotThrow(() => readFileSync(join(root, path)), path);
  });
});
