import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../../cli/io.js";
import { readStack } from "../../../cli/pins/readStack.js";
import { writeStack } from "../../../cli/pins/writeStack.js";
import { eksProject, inProject } from "../../support/project.js";

const stackFile = "Pulumi.test.yaml";
const newer = (text: string) => text.replace("1.66.0-1ad6b4a4", "1.67.0-0123abcd");

describe("writeStack", () => {
  const inFolder = (use: (directory: string, path: string) => void) =>
    inProject(eksProject, (directory) => {
      const before = readdirSync(directory).sort();
      use(directory, join(directory, stackFile));
      assert.deepEqual(
        readdirSync(directory)
          .sort()
          .filter((name) => name !== "elsewhere.yaml"),
        before,
        "nothing stays behind",
      );
    });

  it("replaces the file, and keeps its mode", () => {
    inFolder((directory, path) => {
      chmodSync(path, 0o640);
      const file = readStack(directory, "test");
      writeStack(file, newer(file.text));
      assert.equal(readFileSync(path, "utf8"), newer(eksProject[stackFile]!));
      assert.equal(statSync(path).mode & 0o777, 0o640);
    });
  });

  it("writes through a link, which stays one", () => {
    inFolder((directory, path) => {
      renameSync(path, join(directory, "elsewhere.yaml"));
      symlinkSync("elsewhere.yaml", path);
      const file = readStack(directory, "test");
      writeStack(file, newer(file.text));
      assert.ok(lstatSync(path).isSymbolicLink());
      assert.equal(readFileSync(path, "utf8"), newer(eksProject[stackFile]!));
    });
  });

  it("leaves alone what somebody else wrote meanwhile", () => {
    inFolder((directory, path) => {
      const file = readStack(directory, "test");
      writeFileSync(path, `${file.text}# by somebody else\n`);
      assert.throws(
        () => writeStack(file, newer(file.text)),
        (error) =>
          error instanceof UsageError && error.message.includes("found other text than a moment ago"),
      );
      assert.equal(readFileSync(path, "utf8"), `${file.text}# by somebody else\n`);
    });
  });

  it("does not write what would be no declaration", () => {
    inFolder((directory, path) => {
      const file = readStack(directory, "test");
      assert.throws(
        () => writeStack(file, file.text.replace("1.66.0-1ad6b4a4", "latest")),
        (error) => error instanceof UsageError && error.message.includes("never latest or recommended"),
      );
      assert.equal(readFileSync(path, "utf8"), file.text);
    });
  });
});
