import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { awsIn, type AwsSettings } from "../../../cli/aws/clients.js";
import { pinWith } from "../../../cli/commands/pin.js";
import { UsageError } from "../../../cli/io.js";
import type { PinReport } from "../../../cli/pins/pinReport.js";
import { awsError, type AwsCall } from "../../support/moto/awsFront.js";
import { startMoto, type Moto } from "../../support/moto/startMoto.js";
import { eksProject, type Files } from "../../support/project.js";
import { inProjectAsync } from "../../support/temporary.js";
import { eksCalendar } from "./support/eksCalendar.js";
import { runCommand } from "../../support/io.js";

const root = join(__dirname, "../../..");
const stackFile = "Pulumi.test.yaml";
const credentials = { accessKeyId: "a-test", secretAccessKey: "of-the-test" };

const arm = `    - name: arm
      family: al2023
      architecture: arm64
      release: 1.35.7-20260911 # reviewed in September
      instanceTypes: [m8g.large]
      size: { min: 1, max: 2 }
`;

/** A group of each family and architecture. */
const project: Files = {
  ...eksProject,
  "Pulumi.yaml": "name: test\nruntime: nodejs\n",
  [stackFile]: eksProject[stackFile]!.replace("  basalt:calico:\n", `${arm}  basalt:calico:\n`),
};

/** Everything that is AWS's. */
const ofAws = ["kubernetes", "nodes/*", "addons/*"].flatMap((glob) => ["--only", glob]);

interface Found {
  readonly code: number;
  readonly out: string;
  readonly report: PinReport;
  readonly file: string;
}

describe("basalt pin, of AWS", function () {
  this.timeout(300_000);
  let moto: Moto | undefined;
  let aws: Moto;
  let settings: AwsSettings;
  const undo: (() => void)[] = [];
  before(async function () {
    aws = moto = await startMoto(this);
    settings = { endpoint: aws.endpoint, credentials };
    aws.answer(eksCalendar);
    await publish("bottlerocket/aws-k8s-1.35/x86_64/latest/image_version", "1.67.0-0123abcd");
    await publish("bottlerocket/aws-k8s-1.36/x86_64/latest/image_version", "1.68.0-0123abcd");
    for (const [version, release] of [
      ["1.35", "1.35.6-20261103"],
      ["1.36", "1.36.1-20261104"],
    ] as const)
      await publish(
        `eks/optimized-ami/${version}/amazon-linux-2023/arm64/standard/recommended/release_version`,
        release,
      );
  });
  after(async () => {
    await moto?.stop();
  });
  afterEach(() => {
    for (const each of undo.splice(0)) each();
  });

  const publish = async (path: string, value: string, region = "eu-central-1") => {
    const { ssm } = awsIn(region, settings);
    await ssm.send(
      new PutParameterCommand({ Name: `/published/${path}`, Value: value, Type: "String", Overwrite: true }),
    );
  };
  const disturb = (own: Parameters<Moto["answer"]>[0]) => void undo.push(aws.answer(own));

  const pin = (
    args: readonly string[] = ofAws,
    files = project,
    own: AwsSettings = settings,
  ): Promise<Found> =>
    inProjectAsync(files, async (directory) => {
      const command = pinWith(() => ({
        aws: (region) => awsIn(region, own),
        http: { fetch: () => assert.fail("nothing here is on the Internet"), wait: () => Promise.resolve() },
        login: () => undefined,
        today: new Date(),
      }));
      const { code, out } = await runCommand(command, ["--stack", "test", "--json", ...args], directory);
      return {
        code,
        out,
        report: JSON.parse(out) as PinReport,
        file: readFileSync(join(directory, stackFile), "utf8"),
      };
    });

  const assertUntouched = ({ code, report, file }: Found) => {
    assert.deepEqual([code, report.written], [2, false]);
    assert.equal(file, project[stackFile]);
  };

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
    const start = aws.calls.length;
    assert.equal((await pin(["--check", ...ofAws])).code, 1);
    assert.deepEqual([...new Set(aws.calls.slice(start).map(({ region }) => region))], ["eu-central-1"]);
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

  it("refuses an answer that is no release", async () => {
    await publish("bottlerocket/aws-k8s-1.34/x86_64/latest/image_version", "latest");
    const older = project[stackFile]!.replace(
      "- name: general\n",
      '- name: general\n      version: "1.34"\n',
    );
    const { code, report } = await pin(["--only", "nodes/general"], { ...project, [stackFile]: older });
    assert.equal(code, 2);
    assert.match(
      report.failures[0]!.problem,
      /image_version: found "latest", which is no release of bottlerocket$/,
    );
  });

  it("tries again while AWS is busy", async () => {
    let busy = 2;
    disturb(({ action }: AwsCall) =>
      action === "ssm:GetParameter" && busy-- > 0 ? awsError("ThrottlingException") : undefined,
    );
    assert.equal((await pin(["--only", "nodes/general"])).code, 0);
    assert.equal(busy, -1, "two refusals and an answer");
  });

  const refusals: readonly (readonly [string, string, ReturnType<typeof awsError>, RegExp])[] = [
    [
      "is busy for ever",
      "ssm:",
      awsError("ThrottlingException"),
      /^ssm:GetParameter: AWS is busy: throttled 3 times in a row \(ThrottlingException\); try again later$/,
    ],
    [
      "does not allow it",
      "ssm:",
      awsError("AccessDeniedException"),
      /^ssm:GetParameter: not allowed \(AccessDeniedException\); allow ssm:GetParameter to who runs this$/,
    ],
    [
      "has let the credentials expire",
      "ssm:",
      awsError("ExpiredTokenException"),
      /^ssm:GetParameter: the credentials have expired \(ExpiredTokenException\); log in again$/,
    ],
    [
      "does not know the credentials",
      "ssm:",
      awsError("UnrecognizedClientException"),
      /AWS does not know these credentials \(UnrecognizedClientException\)/,
    ],
    [
      "fails",
      "ssm:",
      awsError("InternalServerError", 500),
      /^ssm:GetParameter: InternalServerError: by the test$/,
    ],
    ["answers nothing", "ssm:", { status: 200, body: {} }, /^AWS has no release of bottlerocket/],
    [
      "does not allow to list add-ons",
      "eks:GET /addons",
      awsError("AccessDeniedException", 403),
      /^eks:DescribeAddonVersions: not allowed/,
    ],
    [
      "lists no add-ons",
      "eks:GET /addons",
      { status: 200, body: { addons: [] } },
      /^AWS offers no version of (kube-proxy|coredns) for Kubernetes 1\.35$/,
    ],
    [
      "throttles the list of versions",
      "eks:GET /cluster",
      awsError("TooManyRequestsException", 429),
      /^eks:DescribeClusterVersions: AWS is busy: throttled 3 times/,
    ],
    [
      "lists no versions",
      "eks:GET /cluster",
      { status: 200, body: {} },
      /^AWS does not list Kubernetes 1\.35 among the versions of EKS$/,
    ],
  ];
  for (const [title, calls, answer, problem] of refusals) {
    it(`names what it could not look up, and writes nothing, when AWS ${title}`, async () => {
      disturb(({ action }) => (action.startsWith(calls) ? answer : undefined));
      const found = await pin();
      assertUntouched(found);
      assert.match(found.report.failures[0]!.problem, problem);
      assert.ok(found.report.updates.length > 0, "what could be looked up is told all the same");
    });
  }

  it("writes the other pins where --only leaves out what cannot be looked up", async () => {
    disturb(({ action }) => (action.startsWith("ssm:") ? awsError("AccessDeniedException") : undefined));
    const { code, file } = await pin(["--only", "addons/coredns"]);
    assert.equal(code, 0);
    assert.equal(file, project[stackFile]!.replace("v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"));
  });

  it("says that AWS cannot be reached", async () => {
    const found = await pin(["--only", "nodes/general"], project, {
      ...settings,
      endpoint: "http://127.0.0.1:1",
    });
    assertUntouched(found);
    assert.match(
      found.report.failures[0]!.problem,
      /^ssm:GetParameter: AWS cannot be reached \(ECONNREFUSED\)/,
    );
  });

  it("says that there are no credentials", async () => {
    const none = () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
    const found = await pin(["--only", "nodes/general"], project, { ...settings, credentials: none });
    assertUntouched(found);
    assert.match(found.report.failures[0]!.problem, /^ssm:GetParameter: found no AWS credentials/);
  });

  it("reaches AWS as the environment says, where nothing else does", async () => {
    await inProjectAsync(project, async (directory) => {
      const env = {
        ...process.env,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_ENDPOINT_URL: aws.endpoint,
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

  it("never shows a credential", async () => {
    disturb(() => awsError("SomethingElse", 400, "no"));
    const { out } = await pin();
    for (const secret of Object.values(credentials)) assert.ok(!out.includes(secret));
  });
});
