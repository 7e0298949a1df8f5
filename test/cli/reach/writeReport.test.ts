import assert from "node:assert/strict";
import type { Io } from "../../../cli/io.js";
import { formats, type Format } from "../../../cli/reach/options.js";
import { writeReport, type Renderers } from "../../../cli/reach/writeReport.js";

interface Report {
  readonly version: 1;
}

const renderers: Renderers<Report> = {
  text: ({ version }, style, columns) => `text ${version} ${style.bad("x")} ${columns}`,
  markdown: ({ version }) => `markdown ${version}`,
  mermaid: ({ version }) => `mermaid ${version}`,
};

function written(format: Format, own: Renderers<Report> = renderers): string {
  let out = "";
  const io: Io = {
    directory: ".",
    out: (text) => void (out += text),
    err: (text) => assert.fail(text),
    colour: false,
    interactive: false,
    columns: 42,
    env: {},
    ask: () => assert.fail("asked"),
  };
  writeReport({ version: 1 }, format, io, own);
  return out;
}

describe("writeReport", () => {
  const expected: Record<Format, string> = {
    text: "text 1 x 42",
    json: '{\n  "version": 1\n}\n',
    markdown: "markdown 1",
    mermaid: "mermaid 1",
  };
  for (const format of formats)
    it(`writes ${format} by what is for it, and nothing else`, () => {
      assert.equal(written(format), expected[format]);
    });

  it("does not pass text off as a picture", () => {
    const { text, markdown } = renderers;
    assert.throws(() => written("mermaid", { text, markdown }), /what cannot be drawn/);
  });
});
