import * as pulumi from "@pulumi/pulumi";
import program from "../../index.js";
import type { Declaration } from "../../config/declaration.js";
import { traceVariable } from "../trace.js";
import type { Listener } from "./listener.js";
import { record, refusingMocks, type ReplaceableMonitor } from "./monitor.js";
import { withoutCallbacks } from "./noCallbacks.js";
import { secretText, type RecordedResource, type Recording } from "./record.js";
import { plain } from "./plain.js";

/**
 * Runs the real program in this process, as an engine's preview would, and records what it registers. No
 * engine, no provider, no network, nothing written.
 *
 * One at a time: Pulumi keeps the stack that it runs in global state. Throws what the program throws.
 *
 * @param listener hears of each resource as it is registered
 */
export async function runProgram(
  declaration: Declaration,
  directory: string,
  project: string,
  listener?: Listener,
): Promise<Recording> {
  const resources: RecordedResource[] = [];
  await pulumi.runtime.setMocks(refusingMocks, project, declaration.stack, true);
  withoutCallbacks();
  const monitor = pulumi.runtime.getMonitor() as unknown as ReplaceableMonitor;
  record(monitor, project, declaration.stack, resources, listener);
  pulumi.runtime.setAllConfig({ "basalt:secrets": JSON.stringify(secretPlaceholders(declaration)) }, [
    "basalt:secrets",
  ]);

  // A registration that fails rejects a promise that nobody holds; the run is then not to be believed.
  const failures: unknown[] = [];
  const onRejection = (reason: unknown) => failures.push(reason);
  process.on("unhandledRejection", onRejection);
  const restoreTraces = process.env[traceVariable] ? () => undefined : withoutTraces();
  try {
    const outputs = await pulumi.runtime.runInPulumiStack(() =>
      program({ declaration, directory, mode: "offline" }),
    );
    await pulumi.runtime.disconnect();
    if (failures.length > 0) throw failures[0];
    // Registrations race; the order of URNs is the same every time.
    resources.sort((a, b) => (a.urn < b.urn ? -1 : 1));
    return { resources, outputs: plain(outputs ?? {}) as Record<string, unknown> };
  } finally {
    process.off("unhandledRejection", onRejection);
    restoreTraces();
  }
}

/** Ciphertext cannot be read offline, and nobody is to see a value anyway. */
function secretPlaceholders({ namespaces }: Declaration): Record<string, string> {
  const names = namespaces.flatMap(({ workloads }) =>
    workloads.flatMap((workload) => (workload.rendered ? Object.values(workload.secrets) : [])),
  );
  return Object.fromEntries(names.map((name) => [name, secretText]));
}

/**
 * Pulumi takes a stack trace for every resource and every promise, in case one is needed: a third of a large
 * plan's time. Answers the function that turns them on again.
 */
function withoutTraces(): () => void {
  const limit = Error.stackTraceLimit;
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  Error.stackTraceLimit = 0;
  // Pulumi raises the limit for itself where it looks for a resource's line; then only formatting is saved.
  Error.prepareStackTrace = (error) => String(error);
  return () => {
    Error.stackTraceLimit = limit;
    Reflect.set(Error, "prepareStackTrace", prepare);
  };
}
