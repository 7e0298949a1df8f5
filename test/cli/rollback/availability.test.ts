import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkAvailable, imageInRegistry, nodeImageInAws } from "../../../cli/rollback/availability.js";
import { configOf, neededImages, type Declared } from "../../../cli/rollback/neededImages.js";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

describe("whether an image still exists", () => {
  let server: Server;
  let registry: string;
  const asked: string[] = [];
  before(async () => {
    server = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      const [, status = "404"] = /\/app(\d+)\//.exec(url ?? "") ?? [];
      response.writeHead(Number(status)).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  const cases: readonly [string, string, "there" | "gone" | RegExp][] = [
    ["is there where the registry has it", "app200", "there"],
    ["is gone where the registry says so", "app404", "gone"],
    ["is not known where the registry lets nobody in", "app403", /docker login/],
    ["is not known where the registry wants a login that nobody has", "app401", /docker login/],
    ["is not known where the registry makes no sense", "app418", /HTTP status 418/],
  ];
  for (const [title, repository, expected] of cases)
    it(title, async () => {
      asked.length = 0;
      const answer = await imageInRegistry(`${registry}/${repository}:1.0@${digest("a")}`, {});
      if (expected instanceof RegExp) assert.match((answer as { unknown: string }).unknown, expected);
      else assert.equal(answer, expected);
      assert.equal(asked[0], `HEAD /v2/${repository}/manifests/${digest("a")}`);
    });

  it("is not known where nothing answers", async function () {
    this.timeout(30_000);
    const answer = await imageInRegistry(`127.0.0.1:1/app@${digest("a")}`, {});
    assert.match((answer as { unknown: string }).unknown, /cannot be reached/);
  });

  it("is not known of a release whose parameter nobody documents", async () => {
    const image = {
      family: "al2023",
      release: "1.35.7-20260911",
      version: "1.35",
      architecture: "x86_64",
      region: "x",
    };
    assert.ok("unknown" in ((await nodeImageInAws(image)) as object));
  });
});

describe("what a rollback needs to have again", () => {
  const version = (release: string, image: string, kubernetes = "1.35"): Declared => ({
    config: {
      "basalt:cluster": { region: "eu-central-1", version: kubernetes },
      "basalt:nodes": [
        { name: "a", release },
        { name: "b", family: "al2023", release: "1.34.1-20260101", version: "1.34", architecture: "arm64" },
      ],
      "basalt:calico": {
        version: "v3.32.2",
        operatorImage: `quay.io/tigera/operator:v1.42.6@${digest("0")}`,
        images: { node: image, typha: digest("1"), other: "no-digest" },
      },
      "basalt:images": { web: `r.test/web@${image}`, local: "no-digest" },
      "basalt:namespaces": { shop: { workloads: { web: { image: `r.test/override@${image}` } } } },
    },
    namespaces: [
      { namespace: "shop", workloads: { web: { image: "web" }, cart: { image: `r.test/cart:2@${image}` } } },
    ],
  });
  const nothing: Declared = { config: {}, namespaces: [] };

  it("is what does not run now, wherever that version names it", () => {
    const needed = neededImages(
      version("1.66.0-1ad6b4a4", digest("a")),
      version("1.67.0-2bd7c5b5", digest("b")),
    );
    assert.deepEqual(
      [...needed.images].sort(),
      ["quay.io/calico/node", "r.test/cart:2", "r.test/override", "r.test/web"].map(
        (name) => `${name}@${digest("a")}`,
      ),
    );
    assert.deepEqual(needed.nodeImages, [
      {
        family: "bottlerocket",
        release: "1.66.0-1ad6b4a4",
        version: "1.35",
        architecture: "x86_64",
        region: "eu-central-1",
      },
    ]);
  });

  it("is nothing where the same runs", () => {
    const one = version("1.66.0-1ad6b4a4", digest("a"));
    assert.deepEqual(neededImages(one, one), { images: [], nodeImages: [] });
  });

  it("is the same release for another Kubernetes version, which AWS has apart", () => {
    const [own, runs] = ["1.35", "1.36"].map((kubernetes) =>
      version("1.66.0-1ad6b4a4", digest("a"), kubernetes),
    );
    assert.deepEqual(
      neededImages(own!, runs!).nodeImages.map(({ version: kubernetes }) => kubernetes),
      ["1.35"],
    );
  });

  it("is everything where nothing runs", () => {
    const { images, nodeImages } = neededImages(version("1.66.0-1ad6b4a4", digest("a")), nothing);
    assert.deepEqual([images.length, nodeImages.length], [6, 2]);
  });

  it("has Calico's images in the registry that the version names", () => {
    const calico = { "basalt:calico": { registry: "mirror.test/", images: { node: digest("a") } } };
    assert.deepEqual(neededImages({ config: calico, namespaces: [] }, nothing).images, [
      `mirror.test/calico/node@${digest("a")}`,
    ]);
  });

  it("compares with what the history keeps, of secrets nothing", () => {
    const recorded = {
      "basalt:images": { objectValue: { web: "x" } },
      "basalt:text": { value: "x" },
      "basalt:secrets": { secret: true, objectValue: { token: "hunter2" } },
    };
    assert.deepEqual(configOf(recorded), {
      "basalt:images": { web: "x" },
      "basalt:text": "x",
      "basalt:secrets": undefined,
    });
  });

  it("is refused where it is gone, and told where nobody can say; nothing is said of what is there", async () => {
    const needed = {
      images: ["r.test/gone@x", "r.test/there@x", "r.test/unknown@x"],
      nodeImages: [
        { family: "bottlerocket", release: "1", version: "1.35", architecture: "x86_64", region: "r" },
      ],
    };
    const { refusals, remarks } = await checkAvailable(needed, {
      nodeImage: () => Promise.resolve({ unknown: "no credentials" }),
      image: (reference) =>
        Promise.resolve(
          reference.includes("gone")
            ? "gone"
            : reference.includes("there")
              ? "there"
              : { unknown: "no network" },
        ),
    });
    assert.deepEqual(
      refusals.map(({ found }) => found),
      ["the image r.test/gone@x is gone: new nodes or pods could not start"],
    );
    assert.deepEqual(remarks, [
      "whether the AMI release bottlerocket 1 for Kubernetes 1.35 on x86_64 still exists was not checked: no credentials",
      "whether the image r.test/unknown@x still exists was not checked: no network",
    ]);
  });
});
