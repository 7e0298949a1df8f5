import assert from "node:assert/strict";
import { placeOf } from "../../../reachability/questions/place.js";

describe("the place of a value", () => {
  const lines: Readonly<Record<string, number>> = { "": 3, "spec.ingress.0": 9 };
  const origin = (known: boolean) => ({
    file: "shop.yaml",
    path: [],
    lineOf: (path: readonly PropertyKey[]) => (known ? lines[path.join(".")] : undefined),
  });

  it("is its file and line", () => {
    assert.equal(placeOf(origin(true), ["spec", "ingress", 0]), "shop.yaml:9");
  });

  it("is that of the object, where none is named in it", () => {
    assert.equal(placeOf(origin(true)), "shop.yaml:3");
  });

  it("is the file alone, where lines are not known", () => {
    assert.equal(placeOf(origin(false), ["spec"]), "shop.yaml");
  });
});
