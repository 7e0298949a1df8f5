import * as pulumi from "@pulumi/pulumi";
import type { Declaration } from "../config/declaration.js";
import { loadDeclaration } from "../config/load.js";
import { DeclarationError } from "../config/problem.js";
import { ChartError } from "./chartArchives.js";
import type { Settings } from "../config/stackFile.js";

/* The stack's configuration as the engine hands it over: text for each key, JSON where it is structured. */

const namespace = "basalt";

/**
 * The declaration of the stack that the engine runs, with the engine's configuration.
 *
 * A mistake is told in full and without a stack trace, before anything is registered.
 */
export function stackDeclaration(directory: string): Declaration {
  try {
    return loadDeclaration({ directory, stack: pulumi.getStack(), settings: stackSettings() });
  } catch (error) {
    return tellPlainly(error);
  }
}

/** Throws users' mistakes as errors that the engine shows without a stack trace, and anything else as it is. */
export function tellPlainly(error: unknown): never {
  const isUsers = error instanceof DeclarationError || error instanceof ChartError;
  throw isUsers ? new pulumi.RunError(error.message) : error;
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
