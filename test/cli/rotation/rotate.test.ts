import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DescribeNodegroupCommand,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { awsIn, type AwsSettings } from "../../../cli/aws/clients.js";
import { rotateWith } from "../../../cli/commands/rotate.js";
import { UsageError } from "../../../cli/io.js";
import type { RotationReport } from "../../../cli/rotation/rotationReport.js";
import { zoneTags } from "../../../config/zoneTags.js";
import { awsError } from "../../support/moto/awsFront.js";
import { motoAccount, startMoto, type Moto } from "../../support/moto/startMoto.js";
import { eksProject, existingProject, type Files } from "../../support/project.js";
import { inProjectAsync } from "../../support/temporary.js";
import { runCommand } from "../../support/io.js";

const stackFile = "Pulumi.test.yaml";
const region = "eu-central-1";
const clusterName = "base";
const credentials = { accessKeyId: "a-test", secretAccessKey: "of-the-test" };
const role = `arn:aws:iam::${motoAccount}:role/nodes`;
const daysOf = 86_400_000;

const projectFile = (text: string): Files => ({
  ...eksProject,
  "Pulumi.yaml": "name: test\nruntime: nodejs\n",
  [stackFile]: text.replaceAll("111122223333", motoAccount),
});
const project = projectFile(eksProject[stackFile]!);

describe("basalt rotate", function () {
  this.timeout(300_000);
  let moto: Moto | undefined;
  let aws: Moto;
  let settings: AwsSettings;
  let eks: EKSClient;
  /** When moto's groups were created: its clock is not the tests'. */
  let created: Date;
  const undo: (() => void)[] = [];

  before(async function () {
    aws = moto = await startMoto(this);
    settings = { endpoint: aws.endpoint, credentials };
    ({ eks } = awsIn(region, settings));
    await eks.send(
      new CreateClusterCommand({
        name: clusterName,
        roleArn: role,
        resourcesVpcConfig: { subnetIds: ["subnet-1"] },
      }),
    );
    for (const zone of ["a", "b", "c"]) await createGroup(`general-${zone}`, "general", zone);
    // Of another declaration: nobody's business here.
    await createGroup("legacy", undefined, "a");
    const { nodegroup } = await eks.send(
      new DescribeNodegroupCommand({ clusterName, nodegroupName: "general-a" }),
    );
    created = nodegroup!.createdAt!;
  });
  after(async () => {
    await moto?.stop();
  });
  afterEach(() => {
    for (const each of undo.splice(0)) each();
  });

  const createGroup = (nodegroupName: string, group: string | undefined, zone: string) =>
    eks.send(
      new CreateNodegroupCommand({
        clusterName,
        nodegroupName,
        nodeRole: role,
        subnets: ["subnet-1"],
        tags: group === undefined ? {} : { [zoneTags.group]: group, [zoneTags.zone]: `${region}${zone}` },
      }),
    );

  /** Runs the command so many days after the groups were created. */
  const rotate = (age: number, args: readonly string[] = [], files = project) =>
    inProjectAsync(files, async (directory) => {
      const today = new Date(created.getTime() + age * daysOf);
      const command = rotateWith(() => ({ aws: (place) => awsIn(place, settings), today }));
      const { code, out } = await runCommand(command, ["--stack", "test", "--json", ...args], directory);
      const file = readFileSync(join(directory, stackFile), "utf8");
      return {
        code,
        report: JSON.parse(out) as RotationReport,
        file,
        date: today.toISOString().slice(0, 10),
      };
    });
  const dateAt = (age: number) => new Date(created.getTime() + age * daysOf).toISOString().slice(0, 10);
  const rotated = (date: string) =>
    project[stackFile]!.replace("1.66.0-1ad6b4a4\n", `1.66.0-1ad6b4a4\n      rotated: "${date}"\n`);

  for (const [title, age, args, due] of [
    ["leaves nodes alone on the last day that they may be old", 30, [], false],
    ["dates nodes that are a day older", 31, [], true],
    ["dates nodes by the age that it is given", 8, ["--max-age", "7"], true],
    ["leaves nodes alone that are within it", 7, ["--max-age", "7"], false],
    ["dates yesterday's nodes with an age of no days", 1, ["--max-age", "0"], true],
    ["dates today's nodes with an age of no days", 0, ["--max-age", "0"], true],
  ] as const) {
    it(title, async () => {
      const { code, report, file, date } = await rotate(age, args);
      assert.deepEqual([code, report.written, report.date], [0, due, date]);
      assert.equal(file, due ? rotated(date) : project[stackFile]);
      assert.deepEqual(report.groups, [
        { group: "general", state: due ? "due" : "young", created: dateAt(0), ageDays: age },
      ]);
    });
  }

  it("dates nodes once a day: a date tells no earlier group of that day from a later one", async () => {
    const today = projectFile(rotated(dateAt(0)));
    const { report, file } = await rotate(0, ["--max-age", "0"], today);
    assert.deepEqual([report.written, report.groups[0]!.state], [false, "young"]);
    assert.equal(file, today[stackFile]);
  });

  it("only tells with --check", async () => {
    const { code, report, file } = await rotate(40, ["--check"]);
    assert.deepEqual([code, report.written, report.groups[0]!.state], [1, false, "due"]);
    assert.equal(file, project[stackFile]);
    assert.equal((await rotate(3, ["--check"])).code, 0);
  });

  it("writes nothing again while the date waits for its deployment, and tells that it waits", async () => {
    const waiting = projectFile(rotated(dateAt(35)));
    const { code, report, file } = await rotate(40, [], waiting);
    assert.deepEqual([code, report.written, report.groups[0]!.state], [0, false, "declared"]);
    assert.equal(file, waiting[stackFile]);
    assert.equal((await rotate(40, ["--check"], waiting)).code, 1);
  });

  it("replaces a date that itself has become too old", async () => {
    const { report, file } = await rotate(80, [], projectFile(rotated(dateAt(35))));
    assert.equal(report.written, true);
    assert.equal(file, rotated(dateAt(80)));
  });

  it("says of a group without nodes that it has none", async () => {
    const second =
      "    - { name: batch, release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 0, max: 1 } }\n";
    const text = eksProject[stackFile]!.replace("  basalt:calico:\n", `${second}  basalt:calico:\n`);
    const { code, report, file } = await rotate(40, [], projectFile(text));
    assert.equal(code, 0);
    assert.deepEqual(report.groups[1], { group: "batch", state: "absent" });
    assert.equal(file.split("rotated:").length, 2, "the other group alone");
  });

  describe("of a zone", () => {
    /** Has EKS say of a group that it is 400 days older than the others, and of this zone. */
    const age = (group: string, zone: string, status = "ACTIVE") =>
      aws.answer(({ action }) => {
        if (action !== `eks:GET /clusters/base/node-groups/${group}`) return undefined;
        const createdAt = created.getTime() / 1000 - (400 * daysOf) / 1000;
        const tags = { [zoneTags.group]: "general", [zoneTags.zone]: `${region}${zone}` };
        return { status: 200, body: { nodegroup: { nodegroupName: group, createdAt, status, tags } } };
      });

    it("goes by the newest group: what that superseded is about to go", async () => {
      undo.push(age("legacy", "b"));
      const { report } = await rotate(10);
      assert.deepEqual([report.groups[0]!.state, report.groups[0]!.ageDays], ["young", 10]);
    });

    it("goes by the oldest of the zones", async () => {
      undo.push(age("general-b", "b"));
      const { report } = await rotate(10);
      assert.deepEqual([report.groups[0]!.state, report.groups[0]!.ageDays], ["due", 410]);
    });

    it("does not count a group that is being deleted", async () => {
      undo.push(age("general-b", "b", "DELETING"));
      const { report } = await rotate(10);
      assert.deepEqual([report.groups[0]!.state, report.groups[0]!.ageDays], ["young", 10]);
    });
  });

  const refusals: readonly (readonly [string, string, ReturnType<typeof awsError>, RegExp])[] = [
    // moto answers 500 here.
    [
      "there is no such cluster",
      "eks:GET /clusters/base/node-groups",
      awsError("ResourceNotFoundException", 404),
      /^found no cluster base in eu-central-1; deploy the stack first$/,
    ],
    [
      "groups may not be listed",
      "eks:GET /clusters/base/node-groups",
      awsError("AccessDeniedException", 403),
      /^eks:ListNodegroups: not allowed/,
    ],
    [
      "a group may not be described",
      "eks:GET /clusters/base/node-groups/general-b",
      awsError("AccessDeniedException", 403),
      /^eks:DescribeNodegroup: not allowed/,
    ],
    [
      "EKS is busy for ever",
      "eks:GET /clusters/base/node-groups/general-c",
      awsError("ThrottlingException", 429),
      /^eks:DescribeNodegroup: AWS is busy: throttled 3 times in a row/,
    ],
  ];
  for (const [title, call, answer, problem] of refusals) {
    it(`writes nothing where ${title}`, async () => {
      undo.push(aws.answer(({ action }) => (action === call ? answer : undefined)));
      await assert.rejects(rotate(40), (error) => error instanceof UsageError && problem.test(error.message));
    });
  }

  it("asks no other account's cluster of the same name", async () => {
    const other = { ...project, [stackFile]: eksProject[stackFile]! };
    await assert.rejects(
      rotate(40, [], other),
      (error) =>
        error instanceof UsageError &&
        error.message ===
          `found credentials of the account ${motoAccount}; allowed: 111122223333, which the stack file names`,
    );
  });

  it("refuses a stack whose nodes somebody else runs, and an age that is none", async () => {
    await assert.rejects(
      rotate(40, [], { ...project, ...existingProject }),
      /whose nodes somebody else runs/,
    );
    for (const age of ["", "x", "-1", "1.5", "99999"])
      await assert.rejects(rotate(40, [`--max-age=${age}`]), /--max-age: found .*; allowed: whole days/);
  });
});
