import assert from "node:assert/strict";
import { clusterOf, controller, networkPolicy, pod, type Written } from "./reading.js";

const unplaced = (written: Written, name: string): Written => ({ ...written, metadata: { name } });
const policy = (name: string) => unplaced(networkPolicy({}), name);

/** `line id: text` of each note. */
const notes = (...objects: readonly Written[]) =>
  clusterOf(objects).notes.map(({ id, text, origin }) => `${origin?.lineOf([])} ${id}: ${text}`);

describe("objects that name no namespace", () => {
  it("are nothing to note where all name one", () => {
    assert.deepEqual(notes(pod(), networkPolicy({})), []);
  });

  it("are each noted where they are policies", () => {
    const says = "names no namespace: assumed default, so it is about pods there alone";
    const calico = {
      apiVersion: "projectcalico.org/v3",
      kind: "NetworkPolicy",
      metadata: { name: "c", namespace: "" },
      spec: {},
    };
    assert.deepEqual(notes(policy("b"), policy("a"), calico), [
      `101 policy-without-namespace: NetworkPolicy a ${says}`,
      `1 policy-without-namespace: NetworkPolicy b ${says}`,
      `201 policy-without-namespace: NetworkPolicy c ${says}`,
    ]);
  });

  it("are noted once where they are others: the first, and how many there are", () => {
    assert.deepEqual(notes(pod(), unplaced(pod(), "b")), [
      "101 without-namespace: Pod b names no namespace: assumed default",
    ]);
    assert.deepEqual(notes(unplaced(pod(), "b"), unplaced(controller("Deployment"), "a")), [
      "1 without-namespace: 2 objects, the first of them Pod b, name no namespace: assumed default",
    ]);
  });

  it("are policies and others, each by themselves", () => {
    assert.deepEqual(
      notes(unplaced(pod(), "b"), policy("a"))
        .map((note) => note.split(":")[0])
        .sort(),
      ["1 without-namespace", "101 policy-without-namespace"],
    );
  });
});
