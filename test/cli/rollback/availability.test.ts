import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkAvailable, imageInRegistry, nodeImageInAws } from "../../../cli/rollback/availability.js";
import { neededImages } from "../../../cli/rollback/neededImages.js";

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
  const file = (release: string, image: string) => ({
    config: {
      "basalt:cluster": { region: "eu-central-1", version: "1.35" },
      "basalt:nodes": [
        { name: "a", release },
        { name: "b", family: "al2023", release: "1.34.1-20260101", version: "1.34", architecture: "arm64" },
      ],
      "basalt:images": { web: `r.test/web@${image}`, local: "no-digest" },
    },
  });
  const recorded = (release: string, image: string) =>
    Object.fromEntries(
      Object.entries(file(release, image).config).map(([key, objectValue]) => [key, { objectValue }]),
    );

  it("is what does not run now", () => {
    assert.deepEqual(
      neededImages(file("1.66.0-1ad6b4a4", digest("a")), recorded("1.67.0-2bd7c5b5", digest("b"))),
      {
        images: [`r.test/web@${digest("a")}`],
        nodeImages: [
          {
            family: "bottlerocket",
            release: "1.66.0-1ad6b4a4",
            version: "1.35",
            architecture: "x86_64",
            region: "eu-central-1",
          },
        ],
      },
    );
  });

  it("is nothing where the same runs", () => {
    const [release, image] = ["1.66.0-1ad6b4a4", digest("a")];
    assert.deepEqual(neededImages(file(release, image), recorded(release, image)), {
      images: [],
      nodeImages: [],
    });
  });

  it("is everything where nothing runs", () => {
    const { images, nodeImages } = neededImages(file("1.66.0-1ad6b4a4", digest("a")), {});
    assert.deepEqual([images.length, nodeImages.length], [1, 2]);
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
