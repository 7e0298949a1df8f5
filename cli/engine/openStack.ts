import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../io.js";
import type { OpenStack } from "./engineStack.js";

/** The oldest Pulumi CLI that this was tried with; README.md names it, too. */
const oldest = "3.260.0";

/** Opens a stack with the `pulumi` on the PATH, whatever its backend. */
export const openStack: OpenStack = async ({ directory, stack, env }) => {
  const pulumiCommand = await findPulumi();
  const workspace = await LocalWorkspace.create({ workDir: directory, envVars: { ...env }, pulumiCommand });
  // `pulumi stack select` would change which stack the user's next `pulumi up` is about. That there is none of this
  // name, the first command tells.
  workspace.selectStack = () => Promise.resolve();
  return Stack.select(stack, workspace);
};

async function findPulumi(): Promise<PulumiCommand> {
  let command: PulumiCommand;
  try {
    // Engines that are built from source report no version, and may be any.
    command = await PulumiCommand.get({ skipVersionCheck: true });
  } catch (error) {
    throw new UsageError(
      `found no Pulumi CLI that runs on the PATH; allowed: ${oldest} or newer, https://www.pulumi.com/docs/install`,
      { cause: error },
    );
  }
  const { version } = command;
  if (version && version.compare(oldest) < 0)
    throw new UsageError(
      `found Pulumi ${version.toString()} on the PATH; allowed: ${oldest} or newer, https://www.pulumi.com/docs/install`,
    );
  return command;
}
