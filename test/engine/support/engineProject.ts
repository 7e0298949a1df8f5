import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import type { Files } from "../../support/project.js";
import { calicoCharts } from "./calicoCharts.js";

const root = join(__dirname, "../../..");

/** What is no part of the program; which stacks and namespaces there are, the test says. */
const leftOut = /^(node_modules|\.(?!npmrc$).+|test|docs|schemas|namespaces|Pulumi\..+\.yaml|.+\.md)$/;

/** A stack's file, a namespace's, or one that configures policies. */
const declared = /^(Pulumi\..+\.yaml|namespaces\/.+|policies\/environments\/.+\.json)$/;

const charts = calicoCharts();
const kinds = ["crds", "operator"] as const;

/** A copy of the program in a temporary folder, with a declaration of its own and stand-ins for Calico's charts. */
export function copyProgram(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), "basalt-engine-"));
  for (const entry of readdirSync(root))
    if (!leftOut.test(entry)) cpSync(join(root, entry), join(directory, entry), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  mkdirSync(join(directory, "charts"));
  for (const kind of kinds) writeFileSync(join(directory, `charts/${kind}.tgz`), charts[kind].bytes);
  writeDeclaration(directory, files);
  return directory;
}

/** Replaces the declaration; the key to the stack's secrets stays. */
export function writeDeclaration(directory: string, files: Files): void {
  rmSync(join(directory, "namespaces"), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path.startsWith("Pulumi.") && path !== "Pulumi.yaml" ? stackFile(text, file) : text);
  }
}

/** The stack files and namespaces of a folder. */
export function declarationIn(directory: string): Files {
  const paths = (readdirSync(directory, { recursive: true }) as string[]).filter((path) =>
    declared.test(path),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(directory, path), "utf8")]));
}

function stackFile(text: string, replaced: string): string {
  const document = parseDocument(text);
  for (const kind of kinds) {
    const chart = ["config", "basalt:calico", "charts", kind];
    if (!document.hasIn(chart)) continue;
    document.setIn([...chart, "source"], `charts/${kind}.tgz`);
    document.setIn([...chart, "sha256"], charts[kind].sha256);
  }
  const salt: unknown = existsSync(replaced)
    ? parseDocument(readFileSync(replaced, "utf8")).get("encryptionsalt")
    : undefined;
  if (salt !== undefined) document.set("encryptionsalt", salt);
  return document.toString({ lineWidth: 0 });
}
