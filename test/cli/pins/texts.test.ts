import assert from "node:assert/strict";
import type { PinReport } from "../../../cli/pins/pinReport.js";
import type { PromotionReport } from "../../../cli/pins/promotionReport.js";
import { pinText } from "../../../cli/reporters/pins/pinText.js";
import { promotionText } from "../../../cli/reporters/pins/promotionText.js";
import { rotationText } from "../../../cli/reporters/pins/rotationText.js";
import type { RotationReport } from "../../../cli/rotation/rotationReport.js";
import { style } from "../../../cli/style.js";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const file = "Pulumi.dev.yaml";

const nodes: PinReport["updates"][number] = {
  pin: "nodes/general",
  from: "1.66.0-1ad6b4a4",
  to: "1.67.0-0123abcd",
  released: "2026-11-10",
  ageDays: 12,
  notes: "https://github.com/bottlerocket-os/bottlerocket/releases/tag/v1.67.0",
  edits: [{ path: "a", from: "b", to: "c" }],
};
const image: PinReport["updates"][number] = {
  pin: "images/app",
  from: `r.example.com/app:7@${digest("a")}`,
  to: `r.example.com/app:7@${digest("b")}`,
  remark: "the tag 7 now stands for another image; see why before you take it",
  edits: [{ path: "a", from: "b", to: "c" }],
};
const calico: PinReport["updates"][number] = {
  pin: "calico",
  from: "v3.32.2",
  to: "v3.32.4",
  edits: [nodes.edits[0]!, nodes.edits[0]!],
};
const found: PinReport = {
  version: 1,
  stack: "dev",
  file,
  written: true,
  updates: [nodes, calico, image],
  remarks: [{ pin: "kubernetes", text: "AWS supports 1.35 until 2027-03-27" }],
  failures: [],
};

describe("what basalt pin prints", () => {
  it("has old and new, age, what to know and where to read on, within the terminal's width", () => {
    const text = pinText(found, style(false), 80);
    assert.equal(
      text,
      `Pins of dev (Pulumi.dev.yaml)

Newer
  nodes/general out for 12 days (2026-11-10)
    1.66.0-1ad6b4a4 -> 1.67.0-0123abcd
    https://github.com/bottlerocket-os/bottlerocket/releases/tag/v1.67.0
  calico 2 texts of the file
    v3.32.2 -> v3.32.4
  images/app
    r.example.com/app:7@sha256:aaaaaaaaaaaa… ->
      r.example.com/app:7@sha256:bbbbbbbbbbbb…
    the tag 7 now stands for another image; see why before you take it

Good to know
  · kubernetes: AWS supports 1.35 until 2027-03-27

Wrote 3 pins to Pulumi.dev.yaml. Review the difference; \`basalt preview\` shows
what it replaces.
`,
    );
  });

  const verdicts: readonly (readonly [string, Partial<PinReport>, RegExp])[] = [
    ["nothing newer", { updates: [] }, /^Nothing newer\.$/m],
    [
      "what a check found",
      { written: false, updates: [nodes] },
      /^1 pin could be newer; nothing was written\.$/m,
    ],
    [
      "what could not be looked up",
      { written: false, failures: [{ pin: "calico", problem: "out of reach" }] },
      /^Not looked up\n {2}✗ calico: out of reach\n\nNothing was written: 1 pin could not be looked up/m,
    ],
  ];
  for (const [title, change, expected] of verdicts) {
    it(`ends with ${title}`, () => {
      assert.match(pinText({ ...found, ...change }, style(false), 110), expected);
    });
  }

  it("shows no control character of somebody else's answer", () => {
    const hostile = "\u001b[31mred\u202e";
    const report: PinReport = {
      ...found,
      updates: [{ ...nodes, to: hostile, remark: hostile, notes: hostile }],
      remarks: [{ pin: "images/app", text: hostile }],
      failures: [{ pin: "images/app", problem: hostile }],
    };
    assert.doesNotMatch(pinText(report, style(false), 110), /[^\P{C}\n]/u);
  });
});

describe("what basalt promote prints", () => {
  const promoted: PromotionReport = {
    version: 1,
    from: "dev",
    to: "staging",
    file: "Pulumi.staging.yaml",
    written: false,
    updates: [{ ...nodes, released: undefined, ageDays: undefined, notes: undefined }],
    remarks: [{ pin: "nodes/general", text: "is older in dev than in staging" }],
    refusals: [{ pin: "nodes/batch", text: "staging does not have it" }],
  };

  it("has pins, what to know and what is refused", () => {
    assert.equal(
      promotionText(promoted, style(false), 80),
      `Promote dev to staging (Pulumi.staging.yaml)

Pins
  nodes/general
    1.66.0-1ad6b4a4 -> 1.67.0-0123abcd

Good to know
  ! nodes/general: is older in dev than in staging

Refused
  ✗ nodes/batch: staging does not have it

Nothing was written. Settle what is refused, or choose the other pins by --only.
`,
    );
  });

  for (const [change, expected] of [
    [{ updates: [], refusals: [] }, /^staging has these pins already\.$/m],
    [{ refusals: [] }, /^1 pin to copy; nothing was written\.$/m],
    [{ refusals: [], written: true }, /^Wrote 1 pin to Pulumi\.staging\.yaml\.$/m],
  ] as const) {
    it(`ends with ${String(expected)}`, () => {
      assert.match(promotionText({ ...promoted, ...change }, style(false), 110), expected);
    });
  }
});

describe("what basalt rotate prints", () => {
  const rotated: RotationReport = {
    version: 1,
    stack: "dev",
    file,
    maxAgeDays: 30,
    date: "2026-11-22",
    written: true,
    groups: [
      { group: "general", state: "due", created: "2026-10-01", ageDays: 52 },
      { group: "batch", state: "declared", created: "2026-10-01", ageDays: 52, rotated: "2026-11-20" },
      { group: "new", state: "young", created: "2026-11-21", ageDays: 1 },
      { group: "later", state: "absent" },
    ],
  };

  it("has every group's age and what follows", () => {
    assert.equal(
      rotationText(rotated, style(false), 110),
      `Nodes of dev (Pulumi.dev.yaml)
  general  52 days (2026-10-01)  rotated: "2026-11-22" written
  batch    52 days (2026-10-01)  rotated: "2026-11-20" waits for a deployment
  new      1 day (2026-11-21)    within 30 days
  later    no nodes              not deployed yet

Wrote a new date for 1 group to Pulumi.dev.yaml; deploying it replaces their nodes.
`,
    );
  });

  for (const [change, expected] of [
    [{ written: false }, /^1 group to rotate; nothing was written\.$/m],
    [{ groups: rotated.groups.slice(1) }, /^Nothing to write; 1 group to deploy\.$/m],
    [{ groups: rotated.groups.slice(2) }, /^Nothing to rotate\.$/m],
  ] as const) {
    it(`ends with ${String(expected)}`, () => {
      assert.match(rotationText({ ...rotated, ...change }, style(false), 110), expected);
    });
  }
});
