import assert from "node:assert/strict";
import { usualSettings, type Sentence, type Verdict } from "./sentence.js";
import { sentences } from "./sentences.js";

/** Declares a test for every sentence, run against any evaluator. */
export function checkSentences(
  verdict: Verdict,
  tables: Readonly<Record<string, readonly Sentence[]>> = sentences,
): void {
  for (const [about, table] of Object.entries(tables)) {
    describe(about, () => {
      for (const sentence of table) it(sentence.says, () => checkSentence(verdict, sentence));
    });
  }
}

function checkSentence(verdict: Verdict, { objects, settings, allowed = [], denied = [] }: Sentence): void {
  const all = { ...usualSettings, ...settings };
  const found = (packets: typeof allowed) => packets.map((packet) => [packet, verdict(objects, packet, all)]);
  assert.ok(allowed.length + denied.length > 0, "a sentence needs a packet");
  assert.deepEqual(
    { allowed: found(allowed), denied: found(denied) },
    { allowed: allowed.map((packet) => [packet, true]), denied: denied.map((packet) => [packet, false]) },
  );
}
