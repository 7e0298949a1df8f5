import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { awsIn, type AwsSettings } from "../../../../cli/aws/clients.js";
import { pinWith } from "../../../../cli/commands/pin.js";
import type { PinReport } from "../../../../cli/pins/pinReport.js";
import { runCommand } from "../../../support/io.js";
import { startMoto, type Moto } from "../../../support/moto/startMoto.js";
import { eksProject, type Files } from "../../../support/project.js";
import { inProjectAsync } from "../../../support/temporary.js";
import { eksCalendar } from "./eksCalendar.js";

/** The file whose pins are looked up. */
export const stackFile = "Pulumi.test.yaml";

/** Who asks; moto believes everybody. */
export const credentials = { accessKeyId: "a-test", secretAccessKey: "of-the-test" };

const arm = `    - name: arm
      family: al2023
      architecture: arm64
      release: 1.35.7-20260911 # reviewed in September
      instanceTypes: [m8g.large]
      size: { min: 1, max: 2 }
`;

/** A group of each family and architecture. */
export const project: Files = {
  ...eksProject,
  "Pulumi.yaml": "name: test\nruntime: nodejs\n",
  [stackFile]: eksProject[stackFile]!.replace("  basalt:calico:\n", `${arm}  basalt:calico:\n`),
};

/** Everything that is AWS's. */
export const ofAws = ["kubernetes", "nodes/*", "addons/*"].flatMap((glob) => ["--only", glob]);

/** What a run found and wrote. */
export interface Found {
  readonly code: number;
  readonly out: string;
  readonly report: PinReport;
  readonly file: string;
}

/** An AWS that publishes releases, and the command that asks it. */
export interface PinsOfAws {
  /** The server; there is none before the tests run. */
  readonly aws: () => Moto;
  readonly settings: () => AwsSettings;
  readonly publish: (path: string, value: string) => Promise<void>;
  /** Answers in the server's place until the test ends. */
  readonly disturb: (own: Parameters<Moto["answer"]>[0]) => void;
  readonly pin: (args?: readonly string[], files?: Files, own?: AwsSettings) => Promise<Found>;
}

/** Starts the server for the tests of a suite, which are skipped where there is no Python. */
export function pinsOfAws(): PinsOfAws {
  let moto: Moto | undefined;
  const undo: (() => void)[] = [];
  const aws = () => moto!;
  const settings = (): AwsSettings => ({ endpoint: aws().endpoint, credentials });

  before(async function () {
    moto = await startMoto(this);
    moto.answer(eksCalendar);
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

  const publish = async (path: string, value: string) => {
    const { ssm } = awsIn("eu-central-1", settings());
    await ssm.send(
      new PutParameterCommand({ Name: `/published/${path}`, Value: value, Type: "String", Overwrite: true }),
    );
  };

  const pin = (
    args: readonly string[] = ofAws,
    files: Files = project,
    own: AwsSettings = settings(),
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

  return { aws, settings, publish, disturb: (own) => void undo.push(aws().answer(own)), pin };
}
