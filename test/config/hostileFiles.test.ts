import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox, survives } from "../support/hostile.js";
import { eksProject } from "../support/project.js";

const shop = eksProject["namespaces/shop.yaml"]!;
const utf16 = Buffer.from(`\ufeff${shop}`, "utf16le");

describe("the loader, whatever stands in place of a file", () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox().write();
  });
  afterEach(() => sandbox.remove());

  const replaced = (path: string, put: (path: string) => void) => {
    rmSync(join(sandbox.directory, path), { recursive: true });
    put(join(sandbox.directory, path));
    return sandbox.survives();
  };
  const loop = (path: string) => symlinkSync(path, path);
  const fifo = (path: string) => execFileSync("mkfifo", [path]);

  for (const file of ["Pulumi.test.yaml", "namespaces/shop.yaml"]) {
    it(`refuses a folder in place of ${file}`, () => {
      assert.deepEqual(
        replaced(file, (path) => mkdirSync(path))[0],
        `${file}: found something that is not a regular file; allowed: a YAML file`,
      );
    });

    it(`refuses a pipe in place of ${file}, and does not wait for it`, function () {
      if (process.platform === "win32") this.skip();
      assert.deepEqual(
        replaced(file, fifo)[0],
        `${file}: found something that is not a regular file; allowed: a YAML file`,
      );
    });

    it(`refuses a device in place of ${file}`, function () {
      if (process.platform === "win32") this.skip();
      assert.deepEqual(
        replaced(file, (path) => symlinkSync("/dev/zero", path))[0],
        `${file}: found something that is not a regular file; allowed: a YAML file`,
      );
    });

    it(`refuses ten megabytes in place of ${file}`, () => {
      const problems = replaced(file, (path) => writeFileSync(path, "#".repeat(10 * 1024 * 1024)));
      assert.deepEqual(problems[0], `${file}: found 10485760 bytes; allowed: at most 262144 bytes; split it`);
    });
  }

  it("refuses a link that leads nowhere, or to itself", () => {
    assert.deepEqual(
      replaced("namespaces/shop.yaml", (path) => symlinkSync("nowhere", path)),
      ["namespaces/shop.yaml: found a file that cannot be read (ENOENT); allowed: a readable file"],
    );
    assert.deepEqual(replaced("namespaces/shop.yaml", loop), [
      "namespaces/shop.yaml: found a file that cannot be read (ELOOP); allowed: a readable file",
    ]);
    assert.deepEqual(
      replaced("Pulumi.test.yaml", loop)[0],
      "Pulumi.test.yaml: found no such file; allowed: a stack that has a file (test)",
    );
  });

  it("refuses what is no folder in place of the namespaces", () => {
    assert.deepEqual(
      replaced("namespaces", (path) => writeFileSync(path, "")),
      [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop: found a namespace that no file declares; allowed: a declared namespace (there is none)",
        "namespaces: found what cannot be read as a folder (ENOTDIR); allowed: a folder of <namespace>.yaml files",
      ],
    );
    assert.match(
      replaced("namespaces", loop)[1]!,
      /^namespaces: found what cannot be read as a folder \(ELOOP\)/,
    );
  });

  it("refuses a project that is not there, or no folder", () => {
    for (const directory of [
      join(sandbox.directory, "nowhere"),
      join(sandbox.directory, "Pulumi.test.yaml"),
      "a\0b",
    ]) {
      assert.equal(
        survives({ directory })[0],
        "Pulumi.test.yaml: found no such file; allowed: a stack that has a file (there is none)",
      );
    }
  });

  it("shows no hidden character of a file's name", () => {
    sandbox.write({
      "namespaces/\u001b[2J\u202e.yaml": "namespace: ops\nworkloads: {}\n",
      "Pulumi.\u202e\n.yaml": "",
    });
    assert.deepEqual(sandbox.survives(), [
      'namespaces/\\u001b[2J\\u202e.yaml:1 namespace: found "ops"; allowed: "\\u001b[2J\\u202e", as the file is called',
    ]);
  });

  const encodings: readonly (readonly [title: string, bytes: Uint8Array, problems: readonly string[]])[] = [
    ["accepts UTF-8 with a byte order mark", Buffer.from(`\ufeff${shop}`), []],
    ["accepts Windows' line ends", Buffer.from(shop.replaceAll("\n", "\r\n")), []],
    ["refuses UTF-16", utf16, ["namespaces/shop.yaml: found bytes that are not UTF-8; allowed: UTF-8 text"]],
    [
      "refuses UTF-16, the other way round",
      Buffer.from(utf16).swap16(),
      ["namespaces/shop.yaml: found bytes that are not UTF-8; allowed: UTF-8 text"],
    ],
    [
      "refuses Latin-1",
      Buffer.from(`# caf\xe9\n${shop}`, "latin1"),
      ["namespaces/shop.yaml: found bytes that are not UTF-8; allowed: UTF-8 text"],
    ],
    [
      "refuses surrogates as bytes",
      Buffer.from([0xed, 0xa0, 0x80]),
      ["namespaces/shop.yaml: found bytes that are not UTF-8; allowed: UTF-8 text"],
    ],
    [
      "refuses NUL bytes",
      Buffer.from("namespace: sh\0op\nworkloads: {}\n"),
      [
        'namespaces/shop.yaml:1 namespace: found "sh\\u0000op"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
      ],
    ],
  ];
  for (const [title, bytes, problems] of encodings) {
    it(title, () => {
      assert.deepEqual(sandbox.write({ "namespaces/shop.yaml": bytes }).survives(), problems);
    });
  }
});
