import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { UsageError } from "../../../cli/io.js";
import { inProjectAsync } from "../../support/temporary.js";
import { credentials, ofAws, pinsOfAws, project, stackFile } from "./support/pinsOfAws.js";

const root = join(__dirname, "../../..");

describe("basalt pin, of AWS", function () {
  this.timeout(300_000);
  const { aws, pin } = pinsOfAws();

  it("takes the nodes' newest releases by family, architecture and version, and the newest add-ons that all nodes can run", async () => {
    const { code, report, file } = await pin();
    assert.deepEqual(report.failures, []);
    assert.equal(code, 0);
    assert.equal(
      file,
      project[stackFile]!.replace("1.66.0-1ad6b4a4", "1.67.0-0123abcd")
        .replace("1.35.7-20260911 #", "1.35.6-20261103 #")
        .replace("v1.35.3-eksbuild.29", "v1.35.3-eksbuild.31")
        .replace("v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"),
    );
    const [general, second, proxy, dns] = report.updates;
    assert.equal(general!.ageDays, 0, "moto has just published it");
    assert.match(general!.notes!, /bottlerocket\/releases\/tag\/v1\.67\.0$/);
    assert.deepEqual([second!.pin, second!.released], ["nodes/arm", "2026-11-03"]);
    assert.match(second!.notes!, /amazon-eks-ami\/releases\/tag\/v20261103$/);
    assert.deepEqual(
      [proxy!.remark, dns!.remark],
      ["AWS's default is v1.35.3-eksbuild.29", "AWS's default is v1.13.2-eksbuild.28"],
    );
    assert.deepEqual(report.remarks, [
      { pin: "kubernetes", text: "AWS supports 1.35 until 2027-03-27" },
      {
        pin: "kubernetes",
        text: "1.36 is offered (AWS supports 1.36 until 2027-08-02); --next proposes it. No control plane goes back",
      },
    ]);
    const again = await pin(ofAws, { ...project, [stackFile]: file });
    assert.deepEqual([again.code, again.report.updates, again.file], [0, [], file]);
  });

  it("takes one minor version of Kubernetes by --next, and nodes and add-ons of that version", async () => {
    const { code, report, file } = await pin(["--next", ...ofAws]);
    assert.deepEqual([code, report.failures], [0, []]);
    assert.equal(
      file,
      project[stackFile]!.replace('version: "1.35"', 'version: "1.36"')
        .replace("1.66.0-1ad6b4a4", "1.68.0-0123abcd")
        .replace("1.35.7-20260911 #", "1.36.1-20261104 #")
        .replace("v1.35.3-eksbuild.29", "v1.36.0-eksbuild.2")
        .replace("v1.13.2-eksbuild.31", "v1.15.0-eksbuild.1"),
    );
  });

  it("refuses to write a file that would be no declaration any more", async () => {
    for (const check of [[], ["--check"]])
      await assert.rejects(pin(["--next", "--only", "kubernetes", ...check]), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(
          error.message,
          /^Pulumi\.test\.yaml would no longer be right with these pins alone; nothing was written\.\n/,
        );
        assert.match(error.message, /a release of AL2023 for Kubernetes 1\.36/);
        return true;
      });
  });

  it("asks in the cluster's region, and finds nothing in one that publishes nothing", async () => {
    const start = aws().calls.length;
    assert.equal((await pin(["--check", ...ofAws])).code, 1);
    assert.deepEqual(
      [
        ...new Set(
          aws()
            .calls.slice(start)
            .map(({ region }) => region),
        ),
      ],
      ["eu-central-1"],
    );
    const moved = { ...project, [stackFile]: project[stackFile]!.replaceAll("eu-central-1", "eu-west-3") };
    const { code, report } = await pin(["--only", "nodes/*"], moved);
    assert.equal(code, 2);
    assert.deepEqual(
      report.failures.map(({ problem }) => problem),
      [
        "AWS has no release of bottlerocket for Kubernetes 1.35 on x86_64 in this region (no parameter /aws/service/bottlerocket/aws-k8s-1.35/x86_64/latest/image_version)",
        "AWS has no release of al2023 for Kubernetes 1.35 on arm64 in this region (no parameter /aws/service/eks/optimized-ami/1.35/amazon-linux-2023/arm64/standard/recommended/release_version)",
      ],
    );
  });

  it("does not go back where AWS's newest is older than the pin, and says so", async () => {
    const ahead = {
      ...project,
      [stackFile]: project[stackFile]!.replace("1.66.0-1ad6b4a4", "1.70.0-1ad6b4a4"),
    };
    const { code, report } = await pin(["--only", "nodes/general"], ahead);
    assert.deepEqual([code, report.updates], [0, []]);
    assert.equal(
      report.remarks[0]!.text,
      "AWS's newest is 1.67.0-0123abcd, older than the pinned 1.70.0-1ad6b4a4: that one may have been withdrawn",
    );
  });

  it("reaches AWS as the environment says, where nothing else does", async () => {
    await inProjectAsync(project, async (directory) => {
      const env = {
        ...process.env,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_ENDPOINT_URL: aws().endpoint,
        // The file's region is asked, not this one.
        AWS_REGION: "us-east-1",
      };
      const args = [
        "--import",
        "tsx",
        "cli/main.ts",
        "pin",
        "--cwd",
        directory,
        "--stack",
        "test",
        "--only",
        "nodes/*",
      ];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
      assert.match(stdout, /^Wrote 2 pins to Pulumi\.test\.yaml\./m);
      assert.match(readFileSync(join(directory, stackFile), "utf8"), /release: 1\.67\.0-0123abcd$/m);
    });
  });
});
