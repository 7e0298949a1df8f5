import assert from "node:assert/strict";
import { expect, finding } from "../../policies/model/finding.js";
import { Value } from "../../policies/model/value.js";
import { secret } from "./support/judge.js";

const signature = "4dabf18193072939515e22adb298388d";
/** What the engine writes for unknown values, by their type. */
const unknowns = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  mapping: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};
const output = (rest: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
const asset = { [signature]: "c44067f5952c0a294b673a41bacd8c17", hash: "x", text: "y" };

/** A root of properties, and the paths that were noted as unknown. */
function rooted(properties: unknown): { root: Value; noted: string[] } {
  const noted: string[] = [];
  return { root: Value.root(properties, ({ path }) => noted.push(path)), noted };
}

describe("a value of a resource", () => {
  it("is read as what it is, and as nothing where it is something else", () => {
    const { root, noted } = rooted({
      text: "a",
      number: 0,
      yes: true,
      no: "false",
      list: [1],
      map: { a: 1 },
      none: null,
    });
    const read = (key: string) => {
      const value = root.at(key);
      return [value.text(), value.number(), value.flag(), value.items().length, value.entries().length];
    };
    assert.deepEqual(read("text"), ["a", undefined, undefined, 0, 0]);
    assert.deepEqual(read("number"), [undefined, 0, undefined, 0, 0]);
    assert.deepEqual(read("yes"), [undefined, undefined, true, 0, 0]);
    assert.deepEqual(read("no"), ["false", undefined, false, 0, 0]);
    assert.deepEqual(read("list"), [undefined, undefined, undefined, 1, 0]);
    assert.deepEqual(read("map"), [undefined, undefined, undefined, 0, 1]);
    assert.deepEqual(read("none"), [undefined, undefined, undefined, 0, 0]);
    assert.equal(rooted({ yes: "true" }).root.at("yes").flag(), true);
    assert.equal(rooted({ yes: "True" }).root.at("yes").flag(), undefined);
    assert.deepEqual(noted, []);
  });

  it("is there unless it is null or absent", () => {
    const { root, noted } = rooted({ zero: 0, empty: "", no: false, none: null, later: unknowns.text });
    const presence = (key: string) => [root.at(key).present, root.at(key).given, root.at(key).unknown];
    assert.deepEqual(presence("zero"), [true, true, false]);
    assert.deepEqual(presence("empty"), [true, true, false]);
    assert.deepEqual(presence("no"), [true, true, false]);
    assert.deepEqual(presence("none"), [false, false, false]);
    assert.deepEqual(presence("absent"), [false, false, false]);
    assert.deepEqual(noted, []);
    assert.deepEqual(presence("later"), [false, true, true]);
    assert.deepEqual(noted, ["later"]);
  });

  it("has a path of keys and indexes, whatever they are called", () => {
    const { root } = rooted({ a: [{ "b.c": { d: 1 } }] });
    assert.equal(root.path, "");
    assert.equal(root.at("a", 0, "b.c", "d").path, 'a[0]."b.c".d');
    assert.equal(root.at("a").items()[0]!.entries()[0]![1].path, 'a[0]."b.c"');
    assert.equal(root.at("a", 7, "x").path, "a[7].x");
    assert.equal(root.at("a", 0, "b.c", "d").number(), 1);
  });

  it("has no more than it says itself", () => {
    const { root } = rooted({ list: [1], map: {}, text: "abc" });
    for (const key of ["constructor", "__proto__", "length", "toString"])
      for (const from of [root, root.at("list"), root.at("map"), root.at("text")])
        assert.equal(from.at(key).given, false, key);
    assert.equal(root.at("map", 0).given, false);
    assert.equal(root.at("list", "0").given, false);
    assert.equal(root.at("list", -1).given, false);
  });

  it("is unknown where the engine says so, with all that is in it, and noted where it is asked", () => {
    for (const [kind, wire] of Object.entries({ ...unknowns, output: output({}) })) {
      const { root, noted } = rooted({ a: wire });
      const value = root.at("a");
      assert.ok(value.unknown, kind);
      assert.ok(value.at("b", 3).unknown, kind);
      assert.deepEqual(noted, [], kind);
      assert.deepEqual(
        [value.text(), value.number(), value.flag(), value.items(), value.entries(), value.plain()],
        [undefined, undefined, undefined, [], [], undefined],
        kind,
      );
      assert.deepEqual(noted, Array<string>(6).fill("a"), kind);
      assert.equal(value.at("b", 3).text(), undefined);
      assert.deepEqual(noted.slice(-1), ["a.b[3]"]);
      assert.equal(value.show(), "a value that only a deployment can tell");
    }
  });

  it("is read through what wraps it", () => {
    const { root } = rooted({
      secret: secret({ a: ["b"] }),
      known: output({ value: "x" }),
      hidden: output({ value: "x", secret: true }),
      both: secret(output({ value: "x" })),
      inside: output({ value: secret("x") }),
      unsecret: output({ value: "x", secret: "true" }),
      later: secret(unknowns.text),
      laterHidden: output({ secret: true }),
    });
    assert.equal(root.at("secret", "a", 0).text(), "b");
    const about = (key: string) => {
      const value = root.at(key);
      return [value.text(), value.secret, value.unknown];
    };
    assert.deepEqual(about("known"), ["x", false, false]);
    assert.deepEqual(about("hidden"), ["x", true, false]);
    assert.deepEqual(about("both"), ["x", true, false]);
    assert.deepEqual(about("inside"), ["x", true, false]);
    assert.deepEqual(about("unsecret"), ["x", false, false]);
    assert.deepEqual(about("later"), [undefined, true, true]);
    assert.deepEqual(about("laterHidden"), [undefined, true, true]);
  });

  it("is secret with all that is in it, and never shown then", () => {
    const { root } = rooted({ a: secret({ b: [{ c: "x" }] }), d: { e: "y" }, f: "z" });
    for (const value of [
      root.at("a"),
      root.at("a", "b"),
      root.at("a", "b", 0, "c"),
      root.at("a").at("absent"),
    ])
      assert.deepEqual([value.secret, value.show()], [true, "a secret"]);
    for (const value of root.at("a", "b").items()) assert.ok(value.secret);
    for (const [, value] of root.at("a").entries()) assert.ok(value.secret);
    assert.deepEqual([root.secret, root.at("f").secret], [false, false]);
    const hidden = root.at("d").hidden();
    assert.deepEqual(
      [hidden.path, hidden.secret, hidden.at("e").show(), hidden.at("e").text()],
      ["d", true, "a secret", "y"],
    );
  });

  it("is a file or an archive where it is no plain data, which is there and reads as nothing", () => {
    const { root, noted } = rooted({ a: asset, b: { [signature]: "other" }, c: { [signature]: 5 } });
    for (const key of ["a", "b", "c"]) {
      const value = root.at(key);
      assert.deepEqual([value.present, value.unknown, value.secret], [true, false, false]);
      assert.deepEqual([value.text(), value.items(), value.entries()], [undefined, [], []]);
      assert.equal(value.at("hash").given, false);
      assert.equal(value.show(), "a file or an archive");
    }
    assert.deepEqual(noted, []);
  });

  it("can be left open, known or not", () => {
    const { root, noted } = rooted({ a: "x", later: unknowns.text });
    root.at("a").leaveOpen();
    root.at("later").leaveOpen();
    assert.deepEqual(noted, ["a", "later"]);
  });

  it("shows what it is on one short line", () => {
    const { root } = rooted({ text: "a\nb", list: [1, 2], map: { k: 1 }, none: null });
    const shown = (key: string) => root.at(key).show();
    assert.deepEqual(["text", "list", "map", "none", "absent"].map(shown), [
      '"a\\nb"',
      "a list of 2",
      'a mapping of "k"',
      "nothing",
      "nothing",
    ]);
  });

  it("is plain data without what is unknown, which is noted", () => {
    const { root, noted } = rooted({
      a: { b: [1, secret("x"), unknowns.text], c: unknowns.mapping, d: null, e: output({ value: true }) },
    });
    assert.deepEqual(root.at("a").plain(), { b: [1, "x", undefined], e: true });
    assert.deepEqual(noted, ["a.b[2]", "a.c"]);
  });

  it("has texts by key", () => {
    const { root, noted } = rooted({ labels: { a: "x", b: 1, c: unknowns.text, d: "" } });
    assert.deepEqual(root.at("labels").texts(), { a: "x", d: "" });
    assert.deepEqual(noted, ["labels.c"]);
  });
});

describe("a finding", () => {
  const { root } = rooted({ a: { b: "x" }, later: unknowns.text });

  it("is at a value, with what was found there unless something else is said", () => {
    const value = root.at("a", "b");
    assert.deepEqual(finding(value, { allowed: "y" }), { path: "a.b", found: '"x"', allowed: "y" });
    assert.deepEqual(finding(value, { allowed: "y", fix: "Do.", found: "it" }), {
      path: "a.b",
      found: "it",
      allowed: "y",
      fix: "Do.",
    });
  });

  it("is expected where a value is not right, and not where it is unknown", () => {
    const wanted = (value: Value) => expect(value, (it) => it.text() === "x", { allowed: "x" });
    assert.deepEqual(wanted(root.at("a", "b")), []);
    assert.deepEqual(wanted(root.at("a")), [{ path: "a", found: 'a mapping of "b"', allowed: "x" }]);
    assert.deepEqual(wanted(root.at("later")), []);
  });
});
