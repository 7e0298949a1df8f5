import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { UsageError } from "../io.js";
import type { Listener } from "../plan/listener.js";
import { Judging } from "./judging.js";
import type { PackChild, PackStack } from "./packChild.js";
import { connectPack } from "./packProcess.js";
import type { PolicyEnvironment } from "./policyEnvironment.js";
import { policyReport, type PolicyReport } from "./policyReport.js";

/**
 * Runs the program while the pack judges what it registers.
 *
 * Throws what the program throws, and a {@link UsageError} where the pack fails: what nobody has judged is not clean.
 *
 * @param pack the process, started
 * @param run runs the program
 */
export async function judge<Recording>(
  pack: PackChild,
  folder: string,
  stack: PackStack,
  environment: PolicyEnvironment,
  run: (listener: Listener) => Promise<Recording>,
): Promise<{ recording: Recording; policies: PolicyReport }> {
  const judging = new Judging();
  configured(pack, folder, stack, environment).then(
    (process) => judging.begin(process),
    (error: unknown) => judging.fail(error),
  );
  const recording = await run(judging);
  try {
    return { recording, policies: policyReport(environment, await judging.end(), new Date()) };
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

async function configured(
  child: PackChild,
  folder: string,
  stack: PackStack,
  { rules }: PolicyEnvironment,
): ReturnType<typeof connectPack> {
  const pack = await connectPack(child, folder, stack);
  await pack.configure(
    new Map(
      [...rules].map(([{ name }, { enforcementLevel: level, properties }]) => [
        name,
        {
          level,
          properties: Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]),
        },
      ]),
    ),
  );
  return pack;
}
