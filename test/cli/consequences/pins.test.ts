import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstPinned } from "../../../cli/consequences/firstPinned.js";
import { changedPins, dayInName, pinChanges } from "../../../cli/consequences/pinChanges.js";

const today = new Date("2026-11-23T12:00:00Z");

describe("pins that change", () => {
  it("are those whose value is another, that come, and that go; by name", () => {
    const before = { b: "1", a: "1", gone: "1" };
    const after = { b: "2", a: "1", come: "1" };
    assert.deepEqual(changedPins({ before, after }), [
      { name: "b", from: "1", to: "2" },
      { name: "come", to: "1" },
      { name: "gone", from: "1" },
    ]);
  });

  it("are not told where nobody knows what comes", () => {
    assert.deepEqual(changedPins({ before: { a: "1" } }), []);
  });

  it("are not mistaken for what every object has", () => {
    assert.deepEqual(changedPins({ before: {}, after: { constructor: "1" } }), [
      { name: "constructor", to: "1" },
    ]);
  });

  it("have an age by the day in their own name, else by the first day in the file, else none", () => {
    const versions = {
      before: { al2023: "al2023 1.35.2-20261101", image: "app:1", other: "x" },
      after: { al2023: "al2023 1.35.2-20261120", image: "app:2", other: "y" },
    };
    const first = new Map([["app:1", new Date("2026-11-13T00:00:00Z")]]);
    assert.deepEqual(pinChanges(versions, first, today), [
      {
        name: "al2023",
        from: "al2023 1.35.2-20261101",
        to: "al2023 1.35.2-20261120",
        fromAgeDays: 22,
        toAgeDays: 3,
      },
      { name: "image", from: "app:1", to: "app:2", fromAgeDays: 10 },
      { name: "other", from: "x", to: "y" },
    ]);
  });

  for (const [value, expected] of [
    ["1.35.2-20260415", "2026-04-15"],
    ["1.66.0-1ad6b4a4", undefined],
    ["1.35.2-20261399", undefined],
    ["20260415", undefined],
  ] as const)
    it(`finds ${expected ?? "no day"} in ${value}`, () => {
      assert.equal(dayInName(value)?.toISOString().slice(0, 10), expected);
    });
});

describe("the first day of a value in a repository", () => {
  let directory: string;
  const git = (args: readonly string[], day = "2026-01-01", at = directory) =>
    execFileSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args],
      {
        cwd: at,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          GIT_COMMITTER_DATE: `${day}T00:00:00Z`,
          GIT_AUTHOR_DATE: "2020-01-01T00:00:00Z",
        },
      },
    );
  const commit = (text: string, day: string) => {
    writeFileSync(join(directory, "Pulumi.dev.yaml"), text);
    git(["add", "."]);
    git(["commit", "-qm", "x"], day);
  };
  const days = (values: readonly string[], at = directory) =>
    Object.fromEntries(
      [...firstPinned(at, "dev", values)].map(([value, date]) => [value, date.toISOString().slice(0, 10)]),
    );

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "basalt-pins-"));
    git(["init", "-q"]);
    commit("release: 1.1.0\nversion: 1.35.3-eksbuild.1\n", "2026-01-01");
    commit("release: 1.2.0\n", "2026-02-01");
    commit('release: 1.1.0\nversion: "1.35"\n', "2026-03-01");
    mkdirSync(join(directory, "namespaces"));
    writeFileSync(join(directory, "namespaces/shop.yaml"), "image: registry.example.com/app@sha256:aaa\n");
    writeFileSync(join(directory, "other.txt"), "9.9.9\n");
    git(["add", "."]);
    git(["commit", "-qm", "x"], "2026-04-01");
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("is that of the first commit that has it, also where it was gone in between", () => {
    assert.deepEqual(days(["bottlerocket 1.1.0", "1.2.0"]), {
      "bottlerocket 1.1.0": "2026-01-01",
      "1.2.0": "2026-02-01",
    });
  });

  it("is of the whole value, not of one that begins like it", () => {
    assert.deepEqual(days(["1.35"]), { "1.35": "2026-03-01" });
  });

  it("may be in a namespace's file, and in no other", () => {
    assert.deepEqual(days(["registry.example.com/app@sha256:aaa", "9.9.9"]), {
      "registry.example.com/app@sha256:aaa": "2026-04-01",
    });
  });

  it("is not known where history is cut off", () => {
    const shallow = mkdtempSync(join(tmpdir(), "basalt-shallow-"));
    try {
      git(["clone", "-q", "--depth", "1", `file://${directory}`, shallow]);
      assert.deepEqual(days(["1.1.0", "1.35"], shallow), {});
    } finally {
      rmSync(shallow, { recursive: true, force: true });
    }
  });

  it("is not known outside a repository", () => {
    const outside = mkdtempSync(join(tmpdir(), "basalt-outside-"));
    try {
      assert.deepEqual(days(["1.1.0"], outside), {});
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
