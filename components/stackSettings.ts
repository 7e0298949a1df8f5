import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/stackFile.js";

/* The stack's configuration as the engine hands it over: text for each key, JSON where it is structured. */

const namespace = "basalt";

/** The values under `basalt:`, by key. */
export function stackSettings(): Settings {
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
