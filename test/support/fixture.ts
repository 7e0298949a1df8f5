import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Set to any value, this environment variable makes tests write what they would compare: read the difference. */
export const updateVariable = "UPDATE_FIXTURES";

const folder = join(__dirname, "../fixtures");

/**
 * A project that stays as it is: a copy of the sample that this repository came with, whose own files are the
 * user's to change.
 */
export const sample = join(folder, "sample");

/** Where a fixture is. */
export function fixturePath(name: string): string {
  return join(folder, name);
}

/** The text of a fixture. */
export function fixture(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** Fails unless `text` is the fixture's, byte for byte. */
export function matchesFixture(name: string, text: string): void {
  if (process.env[updateVariable]) writeFileSync(join(folder, name), text);
  assert.equal(text, fixture(name), `test/fixtures/${name}; ${updateVariable}=1 writes it anew`);
}
