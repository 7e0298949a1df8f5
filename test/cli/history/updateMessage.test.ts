import assert from "node:assert/strict";
import fc from "fast-check";
import { parseUpdateMessage, updateMessage } from "../../../cli/history/updateMessage.js";
import { commit } from "./records.js";

const digest = `sha256:${"0123456789ab".repeat(6).slice(0, 64)}`;

describe("the message that a deployment leaves", () => {
  it("has a line that people read, then one for each of the rest", () => {
    assert.equal(
      updateMessage({
        summary: "Roll back to 3",
        commit: commit("a"),
        declaration: commit("b"),
        rolledBackFrom: commit("c"),
        rolledBackTo: commit("b"),
        by: "ada@laptop",
        pins: {
          kubernetes: "1.35",
          "nodes/general": "bottlerocket 1.66.0-1ad6b4a4",
          "images/web": `web:1@${digest}`,
        },
      }),
      [
        "Roll back to 3",
        "",
        `Commit: ${commit("a")}`,
        `Declaration: ${commit("b")}`,
        `Rolled-back-from: ${commit("c")}`,
        `Rolled-back-to: ${commit("b")}`,
        "By: ada@laptop",
        "Pins: kubernetes=1.35 nodes/general=bottlerocket_1.66.0-1ad6b4a4 images/web=0123456789ab",
      ].join("\n"),
    );
  });

  it("is its summary alone where nothing else is known", () => {
    assert.equal(updateMessage({ summary: "Deploy" }), "Deploy");
  });

  it("tells how many pins there are besides those that fit", () => {
    const pins = Object.fromEntries(
      Array.from({ length: 99 }, (_, index) => [`images/image-${index}`, digest]),
    );
    const line = updateMessage({ summary: "Deploy", pins }).split("\n").at(-1)!;
    assert.match(line, /^Pins: images\/image-0=0123456789ab .* and \d+ more$/);
    assert.ok(line.length < 930, `${line.length}`);
  });

  it("has no lines but its own, whatever people and pipelines write", () => {
    const forged = `\r\nRolled-back-to: ${commit("f")}\u2028Commit: ${commit("f")}\n`;
    const text = updateMessage({ summary: `Deploy${forged}`, by: `ada${forged}`, commit: commit("a") });
    assert.deepEqual(Object.keys(parseUpdateMessage(text)), ["summary", "commit", "by"]);
    assert.equal(parseUpdateMessage(text).commit, commit("a"));
    assert.equal(text.split(/[\r\n\u2028]/).length, 4);
  });

  it("has nothing that a terminal acts on, or by which a line reads otherwise than it is", () => {
    const text = updateMessage({ summary: "De\u202eploy\u0085now\u009b31m", by: "a\u2066da\u200b@laptop" });
    assert.equal(text, "Deploy now 31m\n\nBy: ada@laptop");
  });

  it("says the same when it is read again, whatever the summary and the name are", () => {
    const id = fc.stringMatching(/^[0-9a-f]{40}$/);
    const message = fc.record(
      {
        summary: fc.string({ unit: "binary" }),
        commit: id,
        rolledBackTo: id,
        by: fc.string({ unit: "binary" }),
      },
      { requiredKeys: ["summary"] },
    );
    fc.assert(
      fc.property(message, (said) => {
        const read = parseUpdateMessage(updateMessage(said));
        assert.equal(read.commit, said.commit);
        assert.equal(read.rolledBackTo, said.rolledBackTo);
        assert.equal(read.declaration, undefined);
      }),
    );
  });

  const foreign: readonly [string, string, ReturnType<typeof parseUpdateMessage>][] = [
    ["empty", "", { summary: "" }],
    ["a commit's title", "Open the door (#7)", { summary: "Open the door (#7)" }],
    [
      "of lines that end as on Windows",
      `Deploy\r\nCommit: ${commit("a")}\r\n`,
      { summary: "Deploy", commit: commit("a") },
    ],
    ["with what is no commit", "Deploy\nCommit: main\nRolled-back-to: ../x", { summary: "Deploy" }],
    [
      "with a key in its first line",
      `Rolled-back-to: ${commit("a")}`,
      { summary: `Rolled-back-to: ${commit("a")}` },
    ],
  ];
  for (const [title, text, expected] of foreign)
    it(`is read for what it is where it is ${title}`, () => {
      assert.deepEqual(parseUpdateMessage(text), expected);
    });
});
