import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import manifest from "./package.json";

/*
 * Makes a pack that can be published: `pulumi policy publish` takes one folder, and this one imports from others.
 */

/** What the engine starts the pack with has to be the pack's own; the rest is in the bundle. */
const external = ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf"] as const;

/** Writes the pack to a folder, which is then what `pulumi policy publish` and --policy-pack take. */
export async function bundlePack(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(__dirname, "serve.ts")],
    outfile: join(folder, "main.js"),
    bundle: true,
    external: [...external],
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
  });
  copyFileSync(join(__dirname, "PulumiPolicy.yaml"), join(folder, "PulumiPolicy.yaml"));
  const dependencies = Object.fromEntries(external.map((name) => [name, manifest.dependencies[name]]));
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ ...manifest, main: "main.js", dependencies }, undefined, 2)}\n`,
  );
}

if (require.main === module) {
  const folder = join(__dirname, "../.basalt/policies");
  void bundlePack(folder).then(() => process.stdout.write(`${folder}\n`));
}
