import { createHash } from "node:crypto";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { archive } from "./archive.js";

/** The packages that a program runs with, as far as they differ between its editions. */
export interface Edition {
  /** Version of the package `edition`, an archive in the project; the stack's output `edition` tells it. */
  readonly edition: string;
  /** Version of the AWS provider's SDK. Default: the installed one, which it is a copy of otherwise. */
  readonly aws?: string;
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
interface Lockfile {
  readonly packages: Readonly<Record<string, object>>;
}

const root = join(__dirname, "../../..");
const installed = join(root, "node_modules");
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const main = `import program = require("./index.js");
import edition = require("edition/package.json");

export = async () => ({ ...(await program()), edition: edition.version });
`;

/** Version of the AWS provider's SDK that is installed. */
export const installedAws = (read(join(installed, "@pulumi/aws/package.json")) as Manifest).version;

/** Makes a copy of the program one of an edition: its manifest, its lockfile, and what `npm ci` makes of them. */
export function writeEdition(directory: string, { edition, aws = installedAws }: Edition): void {
  const source = `vendor/edition-${edition}.tgz`;
  const manifest = JSON.stringify({ name: "edition", version: edition });
  const bytes = archive({ "package/package.json": manifest });
  const write = (path: string, content: string | Buffer | object) =>
    writeFileSync(
      join(directory, path),
      typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  rmSync(join(directory, "vendor"), { recursive: true, force: true });
  mkdirSync(join(directory, "vendor"));
  write(source, bytes);
  write("edition.ts", main);
  write("Pulumi.yaml", readFileSync(join(root, "Pulumi.yaml"), "utf8").replace("index.ts", "edition.ts"));

  const own = read(join(root, "package.json")) as Manifest;
  const dependencies = { ...own.dependencies, "@pulumi/aws": aws, edition: `file:${source}` };
  write("package.json", { ...own, dependencies });
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  const lock = (path: string, withRoot: boolean) => {
    const { packages, ...rest } = read(path) as Lockfile;
    const sdk = packages["node_modules/@pulumi/aws"];
    return {
      ...rest,
      packages: {
        ...packages,
        ...(withRoot ? { "": { ...packages[""], dependencies } } : {}),
        "node_modules/edition": { version: edition, resolved: `file:${source}`, integrity },
        "node_modules/@pulumi/aws": { ...sdk, version: aws, ...(aws === installedAws ? {} : { integrity }) },
      },
    };
  };
  write("package-lock.json", lock(join(root, "package-lock.json"), true));

  rmSync(join(directory, "node_modules"), { recursive: true, force: true });
  link("");
  link("@pulumi");
  write("node_modules/.package-lock.json", lock(join(installed, ".package-lock.json"), false));
  mkdirSync(join(directory, "node_modules/edition"));
  write("node_modules/edition/package.json", manifest);
  if (aws !== installedAws) {
    const sdk = join(directory, "node_modules/@pulumi/aws");
    rmSync(sdk);
    cpSync(join(installed, "@pulumi/aws"), sdk, { recursive: true });
    writeFileSync(
      join(sdk, "package.json"),
      JSON.stringify({ ...(read(join(sdk, "package.json")) as Manifest), version: aws }),
    );
  }

  /** Links every package of a folder of packages. */
  function link(folder: string): void {
    mkdirSync(join(directory, "node_modules", folder));
    for (const name of readdirSync(join(installed, folder))) {
      const source = join(installed, folder, name);
      // A workspace is the copy's own.
      const target = lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source;
      if (!name.startsWith(".") && name !== "@pulumi")
        symlinkSync(target, join(directory, "node_modules", folder, name));
    }
  }
}
