import assert from "node:assert/strict";
import fc from "fast-check";
import { amount, bytes, formatBytes, formatCpu, milliCpu } from "../../config/quantity.js";

describe("quantities", () => {
  for (const [text, milli] of [
    ["100m", 100],
    ["2", 2000],
    ["1.5", 1500],
    ["0.001", 1],
    ["0.29", 290],
  ] as const) {
    it(`read ${text} as ${milli} thousandths of a core`, () => {
      assert.equal(milliCpu(text), milli);
    });
  }

  for (const [text, count] of [
    ["1Ki", 1024],
    ["128Mi", 134_217_728],
    ["2Gi", 2_147_483_648],
    ["1Ti", 1_099_511_627_776],
  ] as const) {
    it(`read ${text} as ${count} bytes`, () => {
      assert.equal(bytes(text), count);
    });
  }

  for (const [text, value] of [
    ["7", 7],
    ["1k", 1000],
    ["1500m", 1.5],
    ["2", 2],
    ["1e3", Number.NaN],
    ["1Pi", 2 ** 50],
    ["2M", 2_000_000],
    ["-1Ki", -1024],
    ["", Number.NaN],
    ["many", Number.NaN],
  ] as const) {
    it(`read ${JSON.stringify(text)} of the API server as ${value}`, () => {
      assert.equal(amount(text), value);
    });
  }

  it("round bytes up to a mebibyte", () => {
    assert.deepEqual([1, 1024 ** 2, 1024 ** 2 + 1].map(formatBytes), ["1Mi", "1Mi", "2Mi"]);
  });

  it("read back what they write", () => {
    fc.assert(
      fc.property(fc.nat(), (count) => {
        assert.equal(milliCpu(formatCpu(count)), count);
        assert.equal(bytes(formatBytes(count * 1024 ** 2)), count * 1024 ** 2);
      }),
    );
  });
});
