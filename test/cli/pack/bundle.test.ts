import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { startPack, type PackProcess } from "../../../cli/pack/packProcess.js";
import { bundlePack } from "../../../policies/bundle.js";
import { rules } from "../../../policies/index.js";
import type { ExampleResource } from "../../../policies/model/rule.js";

const root = join(__dirname, "../../..");

/** A rule's example as the engine tells a resource. */
function told({ type, name = "it", properties, options }: ExampleResource) {
  return {
    urn: `urn:pulumi:test::basalt::${type}::${name}`,
    type,
    name,
    properties: Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]),
    options: { protect: false, ignoreChanges: [], ...options },
  };
}

/** All that a pack says about itself and about every example of every rule. */
async function everything(pack: PackProcess): Promise<object> {
  const examples = rules.map(({ examples: { complies, violates } }) => [...complies, ...violates].map(told));
  const said: unknown[] = [];
  for (const resources of examples) {
    for (const resource of resources) said.push(await pack.analyze(resource));
    said.push(await pack.analyzeStack(resources));
  }
  return { info: (await pack.info()).toObject(), said };
}

describe("the pack as it is published", () => {
  let folder: string;
  const packs: PackProcess[] = [];
  const started = async (of: string) => {
    const pack = await startPack(of);
    packs.push(pack);
    return pack;
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "basalt-pack-"));
    await bundlePack(folder);
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) {
      const place = join(folder, "node_modules", name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(root, "node_modules", name), place);
    }
  });
  after(() => {
    for (const pack of packs) pack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is three files, and says what the sources say, with nothing but its dependencies beside it", async () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      "PulumiPolicy.yaml",
      "main.js",
      "node_modules",
      "package.json",
    ]);
    const [source, bundle] = [await started(join(root, "policies")), await started(folder)];
    const expected = (await everything(source)) as { said: unknown[][] };
    assert.ok(expected.said.flat().length > 0);
    assert.deepEqual(await everything(bundle), expected);
  });

  it("has the versions that the repository is tested with", () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(path, "utf8")) as { dependencies: Record<string, string>; version: string };
    const [published, own] = [read(join(folder, "package.json")), read(join(root, "package.json"))];
    for (const [name, version] of Object.entries(published.dependencies))
      assert.equal(version, own.dependencies[name], name);
    assert.match(
      readFileSync(join(folder, "PulumiPolicy.yaml"), "utf8"),
      new RegExp(`^version: ${published.version}$`, "m"),
    );
  });
});
