import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pinWith } from "../../../cli/commands/pin.js";
import type { PinReport } from "../../../cli/pins/pinReport.js";
import { calicoImages } from "../../../config/calicoSchema.js";
import { archive } from "../../engine/support/archive.js";
import { existingProject, type Files } from "../../support/project.js";
import { startRegistry, type TestRegistry } from "../../support/registry.js";
import { inProjectAsync } from "../../support/temporary.js";
import { runCommand } from "../../support/io.js";

const stackFile = "Pulumi.test.yaml";
const observed = ["goldmane", "whisker", "whisker-backend"];
const index = "https://docs.tigera.io/calico/charts/index.yaml";
const place = (chart: string, version: string) =>
  `https://charts.example.com/${version}/${chart}-${version}.tgz`;
const sha256 = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A chart of the operator, as far as it is read. */
const operatorChart = (version: string) =>
  archive({
    "tigera-operator/Chart.yaml": "name: tigera-operator\n",
    "tigera-operator/charts/other/values.yaml": "tigeraOperator: { version: v0.0.0 }\n",
    "tigera-operator/values.yaml": `tigeraOperator:\n  image: tigera/operator\n  version: ${version}\n`,
  });
const crds = archive({ "crds/Chart.yaml": "name: crds\n" });

const releases = (...versions: readonly string[]) =>
  `apiVersion: v1\nentries:\n  tigera-operator:\n${versions
    .map((version) => `  - version: ${version}\n    created: "2026-11-1${version.at(-1)!}T00:00:00Z"\n`)
    .join("")}`;

describe("basalt pin, of Calico", () => {
  let registry: TestRegistry;
  const digests = new Map<string, string>();
  before(async () => {
    registry = await startRegistry();
    for (const version of ["v3.32.4", "v3.33.1"])
      for (const image of [...calicoImages, ...observed])
        digests.set(`${image} ${version}`, registry.push(`calico/${image}`, version));
    for (const version of ["v1.42.9", "v1.43.0"])
      digests.set(`operator ${version}`, registry.push("tigera/operator", version));
  });
  after(async () => {
    await registry.stop();
  });

  const project = (): Files => ({
    ...existingProject,
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    [stackFile]: existingProject[stackFile]!.replace("vendor/crds.tgz", place("crds", "v3.32.2"))
      .replace("vendor/operator.tgz", place("operator", "v3.32.2"))
      .replace("quay.io/tigera", `${registry.host}/tigera`)
      .replace("    images:\n", `    registry: ${registry.host}/\n    # Thirteen of them.\n    images:\n`),
  });

  /** What the Internet has. */
  const internet = (): Record<string, string | Uint8Array> => ({
    [index]: releases("v3.31.9", "v3.32.2", "v3.32.4", "v3.33.1", "v3.34.0", "v3.35.0-rc.1"),
    [place("crds", "v3.32.4")]: crds,
    [place("operator", "v3.32.4")]: operatorChart("v1.42.9"),
    [place("crds", "v3.33.1")]: crds,
    [place("operator", "v3.33.1")]: operatorChart("v1.43.0"),
  });

  const pin = (args: readonly string[], there: Record<string, string | Uint8Array>, files = project()) =>
    inProjectAsync(files, async (directory) => {
      const command = pinWith(() => ({
        aws: () => assert.fail("nothing here is AWS's"),
        http: {
          fetch: (address, options) => {
            if ((address as string).startsWith("http:")) return fetch(address, options);
            const body = there[address as string];
            return Promise.resolve(
              body === undefined ? new Response(null, { status: 404 }) : new Response(Buffer.from(body)),
            );
          },
          wait: () => Promise.resolve(),
        },
        login: () => undefined,
        today: new Date("2026-11-22T12:00:00Z"),
      }));
      const all = ["--stack", "test", "--only", "calico", "--json", ...args];
      const { code, out } = await runCommand(command, all, directory);
      return {
        code,
        report: JSON.parse(out) as PinReport,
        file: readFileSync(join(directory, stackFile), "utf8"),
      };
    });

  /** The file of a careful person who took that release. */
  const fileWith = (version: string, operator: string) => {
    const own = project()[stackFile]!;
    let expected = own
      .replaceAll("v3.32.2", version)
      .replace(/sha256:c{64}/, sha256(crds))
      .replace(/sha256:d{64}/, sha256(operatorChart(operator)))
      .replace(/v1\.42\.6@sha256:e{64}/, `${operator}@${digests.get(`operator ${operator}`)!}`);
    for (const image of [...calicoImages, ...observed])
      expected = expected.replace(
        new RegExp(`( ${image}: )sha256:f{64}`),
        `$1${digests.get(`${image} ${version}`)!}`,
      );
    return expected;
  };

  it("takes the newest patch release as a whole: version, charts, operator and images", async () => {
    const { code, report, file } = await pin([], internet());
    assert.deepEqual(report.failures, []);
    assert.equal(code, 0);
    assert.equal(file, fileWith("v3.32.4", "v1.42.9"));
    const [{ edits, ...update }] = report.updates as [PinReport["updates"][number]];
    assert.deepEqual(update, {
      pin: "calico",
      from: "v3.32.2",
      to: "v3.32.4",
      released: "2026-11-14",
      ageDays: 8,
      notes: "https://github.com/projectcalico/calico/releases/tag/v3.32.4",
    });
    assert.equal(edits.length, 1 + 4 + 1 + 12);
    assert.deepEqual(report.remarks, [
      { pin: "calico", text: "v3.33.1 is out, a new minor version; --next proposes it" },
    ]);
  });

  it("takes the next minor version by --next, and never the one after it", async () => {
    const { code, file } = await pin(["--next"], internet());
    assert.equal(code, 0);
    assert.equal(file, fileWith("v3.33.1", "v1.43.0"));
  });

  it("asks no registry and no chart while its version is the newest", async () => {
    const before = registry.requests.length;
    const { code, report } = await pin(["--check"], { [index]: releases("v3.32.1", "v3.32.2") });
    assert.deepEqual([code, report.updates, report.remarks, report.failures], [0, [], [], []]);
    assert.equal(registry.requests.length, before);
  });

  const failures: readonly (readonly [string, Record<string, string | Uint8Array | undefined>, RegExp])[] = [
    ["there is no index", { [index]: undefined }, /index\.yaml: answered HTTP status 404$/],
    ["the index is another file", { [index]: "<html>" }, /is no index of Calico's charts$/],
    ["the index is no YAML", { [index]: "a: b: c" }, /is no index of Calico's charts$/],
    [
      "a chart is missing",
      { [place("crds", "v3.32.4")]: undefined },
      /crds-v3\.32\.4\.tgz: answered HTTP status 404$/,
    ],
    [
      "the operator's chart is no archive",
      { [place("operator", "v3.32.4")]: "x" },
      /is no gzip archive of a chart$/,
    ],
    ["the operator's chart has no values", { [place("operator", "v3.32.4")]: crds }, /has no values\.yaml$/],
    [
      "the operator's chart names no version",
      { [place("operator", "v3.32.4")]: archive({ "o/values.yaml": "a: 1\n" }) },
      /does not say which version of the operator it runs$/,
    ],
    [
      "the operator's image is missing",
      { [place("operator", "v3.32.4")]: operatorChart("v9.9.9") },
      /tigera\/operator: its registry has no tag v9\.9\.9$/,
    ],
    [
      "an image is missing",
      {
        [index]: releases("v3.32.5"),
        [place("crds", "v3.32.5")]: crds,
        [place("operator", "v3.32.5")]: operatorChart("v1.42.9"),
      },
      /calico\/\S+: its registry has no tag v3\.32\.5$/,
    ],
  ];
  for (const [title, changes, problem] of failures) {
    it(`writes nothing, and names what is wrong, where ${title}`, async () => {
      const there = Object.fromEntries(
        Object.entries({ ...internet(), ...changes }).filter((entry) => entry[1] !== undefined),
      ) as Record<string, string | Uint8Array>;
      const { code, report, file } = await pin([], there);
      assert.deepEqual([code, report.written, report.updates], [2, false, []]);
      assert.match(report.failures[0]!.problem, problem);
      assert.equal(file, project()[stackFile]);
    });
  }

  it("cannot tell where the next archive is when a chart's place names no version", async () => {
    const files = {
      ...project(),
      [stackFile]: project()[stackFile]!.replace(place("crds", "v3.32.2"), "crds.tgz"),
    };
    const { code, report } = await pin([], internet(), files);
    assert.equal(code, 2);
    assert.match(report.failures[0]!.problem, /^crds\.tgz: does not say its version/);
  });

  it("reads the archive at a path of the project, its version written without a v", async () => {
    const path = "charts/crds-3.32.4.tgz";
    const text = project()[stackFile]!.replace(place("crds", "v3.32.2"), "charts/crds-3.32.2.tgz");
    const none = await pin([], internet(), { ...project(), [stackFile]: text });
    assert.match(none.report.failures[0]!.problem, /^charts\/crds-3\.32\.4\.tgz: cannot be read \(ENOENT\)/);
    // Any bytes will do: of this chart, only the digest is taken.
    const files = { ...project(), [stackFile]: text, [path]: "an archive" };
    const { report, code } = await pin([], internet(), files);
    assert.equal(code, 0, JSON.stringify(report.failures));
    assert.ok(report.updates[0]!.edits.some(({ to }) => to === path));
  });
});
