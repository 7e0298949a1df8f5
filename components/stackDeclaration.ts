import * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../config/checkSuccession.js";
import type { Declaration } from "../config/declaration.js";
import { checkSuccessor, loadDeclaration } from "../config/load.js";
import { DeclarationError } from "../config/declarationError.js";
import { ChartError } from "./chartArchives.js";
import type { Settings } from "../config/stackFile.js";
import { AwsError } from "../lifecycle/awsCli.js";
import { deployed } from "../lifecycle/deployed.js";
import { liveSizes } from "../lifecycle/liveSizes.js";

/* The stack's configuration as the engine hands it over: text for each key, JSON where it is structured. */

const namespace = "basalt";

/**
 * The declaration of the stack that the engine runs, with the engine's configuration.
 *
 * A mistake is told in full and without a stack trace, before anything is registered; so is a change by which the
 * cluster that this stack runs would be replaced.
 */
export async function stackDeclaration(directory: string): Promise<Declaration> {
  try {
    const declaration = loadDeclaration({ directory, stack: pulumi.getStack(), settings: stackSettings() });
    const running = await deployed();
    checkSuccessor(declaration, running, directory);
    await announceVersionStep(declaration, running);
    return { ...declaration, deployed: { ...running, liveSizes: await liveSizes(declaration, running) } };
  } catch (error) {
    return tellPlainly(error);
  }
}

/** The engine shows a step of the control plane's version as an update like any other; it is the one without a way back. */
async function announceVersionStep({ cluster }: Declaration, { eks }: Deployed): Promise<void> {
  if (cluster.kind !== "eks" || eks?.version === undefined || eks.version === cluster.eks.version) return;
  await pulumi.log.info(
    `Kubernetes ${eks.version} -> ${cluster.eks.version}: the control plane changes in place, which cannot be undone; ` +
      "then nodes whose group names no version of its own are replaced, zone by zone",
  );
}

/** Throws users' mistakes as errors that the engine shows without a stack trace, and anything else as it is. */
export function tellPlainly(error: unknown): never {
  const isUsers = [DeclarationError, ChartError, AwsError].some((kind) => error instanceof kind);
  if (!isUsers) throw error;
  const told = new pulumi.RunError((error as Error).message);
  // Pulumi has no use for it, and spends ten seconds on formatting it.
  told.stack = "";
  throw told;
}

/** The values under `basalt:`, by key. */
function stackSettings(): Settings {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), structured(value)]),
  );
}

/** The values under `basalt:secrets`, kept secret. */
export function secretValues(): pulumi.Output<Readonly<Record<string, string>>> {
  return pulumi
    .secret(new pulumi.Config(namespace).getSecretObject<Record<string, string>>("secrets"))
    .apply((values) => values ?? {});
}

function structured(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
