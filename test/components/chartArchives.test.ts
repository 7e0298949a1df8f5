import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chartArchive, chartArchives } from "../../components/chartArchives.js";

const content = "a chart archive";
const hex = createHash("sha256").update(content).digest("hex");
const otherHex = "0".repeat(64);
const kept = `.basalt/charts/${hex}.tgz`;
/** Nothing listens there. */
const unreachable = "https://127.0.0.1:65531/chart.tgz";
const local = { source: "vendor/chart.tgz", sha256: `sha256:${hex}` };
const remote = { source: unreachable, sha256: `sha256:${hex}` };

describe("chartArchive", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "basalt-charts-"));
    mkdirSync(join(directory, "vendor"));
    writeFileSync(join(directory, "vendor/chart.tgz"), content);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Archives that are kept, partial ones included. */
  const archives = () =>
    existsSync(join(directory, ".basalt/charts")) ? readdirSync(join(directory, ".basalt/charts")) : [];

  it("keeps a local archive under its digest, and nothing else", async () => {
    assert.equal(await chartArchive(local, directory, "online"), kept);
    assert.equal(readFileSync(join(directory, kept), "utf8"), content);
    assert.deepEqual(archives(), [`${hex}.tgz`]);
  });

  it("takes a local archive by an absolute path", async () => {
    const source = join(directory, "vendor/chart.tgz");
    assert.equal(await chartArchive({ ...local, source }, directory, "online"), kept);
  });

  for (const mode of ["online", "offline"] as const) {
    it(`refuses a local archive that is not the pinned one, and keeps nothing (${mode})`, async () => {
      await assert.rejects(chartArchive({ ...local, sha256: `sha256:${otherHex}` }, directory, mode), {
        message: `chart vendor/chart.tgz: found sha256:${hex}; pinned: sha256:${otherHex}. Do not deploy it before you know why they differ`,
      });
      assert.deepEqual(archives(), []);
    });

    it(`refuses a local archive that is missing (${mode})`, async () => {
      await assert.rejects(chartArchive({ ...local, source: "vendor/none.tgz" }, directory, mode), {
        message: "chart vendor/none.tgz: cannot be read (ENOENT); the path is relative to the project",
      });
    });
  }

  it("writes nothing offline", async () => {
    assert.equal(await chartArchive(local, directory, "offline"), kept);
    assert.equal(await chartArchive(remote, directory, "offline"), kept);
    assert.deepEqual(readdirSync(directory), ["vendor"]);
  });

  it("takes an archive that was downloaded before, without the Internet", async () => {
    await chartArchive(local, directory, "online");
    assert.equal(await chartArchive(remote, directory, "online"), kept);
  });

  for (const mode of ["online", "offline"] as const) {
    it(`does not take a kept archive that somebody changed (${mode})`, async () => {
      await chartArchive(local, directory, "online");
      writeFileSync(join(directory, kept), "something else");
      await assert.rejects(
        chartArchive(remote, directory, mode),
        new RegExp(mode === "online" ? "cannot be downloaded" : "found sha256:"),
      );
    });
  }

  it("downloads anew in place of a kept archive that somebody changed, over whatever was there", async () => {
    await chartArchive(local, directory, "online");
    writeFileSync(join(directory, kept), "something else");
    assert.equal(await chartArchive(local, directory, "online"), kept);
    assert.equal(readFileSync(join(directory, kept), "utf8"), content);
  });

  it("says how to do without the Internet when a download fails, and keeps nothing", async () => {
    await assert.rejects(
      chartArchive(remote, directory, "online"),
      /^ChartError: chart https:\/\/127\.0\.0\.1:65531\/chart\.tgz: cannot be downloaded \(.*ECONNREFUSED.*\); without the Internet, keep the archive in the project and name its path as the source$/,
    );
    assert.deepEqual(archives(), []);
  });

  describe("that is downloaded", () => {
    const real = globalThis.fetch;
    afterEach(() => {
      globalThis.fetch = real;
    });
    const answer = (response: Response) => {
      globalThis.fetch = () => Promise.resolve(response);
    };

    it("is kept once it is the pinned one, and not downloaded again", async () => {
      answer(new Response(content));
      assert.equal(await chartArchive(remote, directory, "online"), kept);
      globalThis.fetch = real;
      assert.equal(await chartArchive(remote, directory, "online"), kept);
      assert.equal(readFileSync(join(directory, kept), "utf8"), content);
    });

    const failures = [
      ["another archive", new Response("another"), /found sha256:[0-9a-f]{64}; pinned: sha256:/],
      ["an error page", new Response(content, { status: 404 }), /cannot be downloaded \(HTTP status 404\)/],
    ] as const;
    for (const [what, response, message] of failures) {
      it(`is refused as ${what}, and nothing is kept`, async () => {
        answer(response);
        await assert.rejects(chartArchive(remote, directory, "online"), message);
        assert.deepEqual(archives(), []);
      });
    }
  });

  it("leaves no partial archive when it cannot be put in place", async () => {
    mkdirSync(join(directory, kept, "in-the-way"), { recursive: true });
    await assert.rejects(chartArchive(local, directory, "online"));
    assert.deepEqual(archives(), [`${hex}.tgz`]);
  });

  it("answers several by their names, and fails if one of them does", async () => {
    assert.deepEqual(await chartArchives({ crds: local, operator: remote }, directory, "offline"), {
      crds: kept,
      operator: kept,
    });
    await assert.rejects(
      chartArchives({ crds: local, operator: { ...local, source: "none.tgz" } }, directory, "offline"),
      /none\.tgz/,
    );
  });
});
