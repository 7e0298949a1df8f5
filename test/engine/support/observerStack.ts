import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Declaration } from "../../../config/declaration.js";
import { loadDeclaration } from "../../../config/load.js";
import type { Files } from "../../support/project.js";
import { calicoPolicyKinds } from "./calicoCharts.js";
import { startDeployment, type TestDeployment } from "./deployment.js";
import { observe, type Change, type Observer, type State } from "./observer.js";
import { brokenLaws } from "./observerLaws.js";
import type { Run } from "./run.js";

/** Namespaces as their files declare them, by name; and how they are enforced. */
export type Scene = Readonly<Record<string, SceneNamespace>>;

/** One namespace of a scene. */
export interface SceneNamespace {
  readonly enforcement?: "staged";
  readonly quota?: object;
  readonly workloads: Readonly<Record<string, object>>;
  readonly flows?: readonly object[];
}

/** An update and all that was seen of it. */
export interface ObservedUpdate {
  readonly run: Run;
  readonly changes: readonly Change[];
  readonly states: readonly State[];
  /** Where the laws are broken. */
  readonly broken: readonly string[];
}

/** A stack on a cluster that is watched. */
export interface ObservedStack {
  readonly deployment: TestDeployment;
  readonly observer: Observer;
  /** Deploys a scene and reports what was seen. */
  observe(scene: Scene): Promise<ObservedUpdate>;
  /** Deploys a scene, which has to go well and to keep every law. */
  up(scene: Scene): Promise<ObservedUpdate>;
  /** What a preview and an update of a scene are refused for; nothing may change. */
  refusal(scene: Scene): Promise<string>;
  /** Gives a secret of the stack a value, from the next scene on. */
  setSecret(name: string, value: string): void;
  /** Replaces a text that occurs once in a file of the copied program. */
  patch(file: string, found: string, replacement: string): void;
  stop(): Promise<void>;
}

const stack = "test";

const stackSettings = {
  "basalt:cluster": {
    kind: "existing",
    name: "test",
    version: "1.35",
    context: "test",
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.96.0.0/16",
    calico: "present",
    storageClass: "standard",
  },
  "basalt:images": { app: `registry.example.com/app:1.0.0@sha256:${"a".repeat(64)}` },
};

/** Starts a cluster on which Calico is said to be present, and a stack without namespaces' objects. */
export async function startObservedStack(scene: Scene): Promise<ObservedStack> {
  // Pods that are ready at once outrun the Deployment's own status, by which the engine tells that a rollout is over.
  const deployment = await startDeployment({
    files: filesOf(scene),
    stack,
    fallbackNode: true,
    startMilliseconds: 1000,
  });
  const { engine, kubernetes } = deployment;
  try {
    for (const definition of calicoPolicyKinds()) {
      const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      assert.equal((await kubernetes.request("POST", path, definition)).status, 201);
    }
    const observer = await observe(kubernetes);
    let running: Declaration | undefined;
    const secrets: Record<string, object> = {};

    const declare = (next: Scene): Declaration => {
      engine.write(filesOf(next, secrets));
      return loadDeclaration({ directory: engine.directory, stack });
    };
    const observed = async (next: Scene): Promise<ObservedUpdate> => {
      const after = declare(next);
      const from = await observer.settle();
      const run = await engine.up();
      await observer.settle();
      const states = observer.statesFrom(from);
      const broken = brokenLaws({ before: running, after, states, hasSlices: kubernetes.kind === "real" });
      running = after;
      return { run, broken, states, changes: observer.changesAfter(from) };
    };
    return {
      deployment,
      observer,
      observe: observed,
      async up(next) {
        const update = await observed(next);
        assert.equal(update.run.failure, undefined);
        assert.deepEqual(update.broken, []);
        return update;
      },
      async refusal(next) {
        declare(next);
        const from = await observer.settle();
        const runs = [await engine.preview(), await engine.up()];
        await observer.settle();
        for (const { failure, steps } of runs) {
          assert.notEqual(failure, undefined);
          assert.deepEqual(steps, []);
        }
        assert.deepEqual(observer.changesAfter(from), []);
        return runs[0]!.diagnostics.map(({ message }) => message).join("\n");
      },
      setSecret(name, value) {
        secrets[name] = encrypted(engine.directory, value);
      },
      patch(file, found, replacement) {
        const path = join(engine.directory, file);
        const parts = readFileSync(path, "utf8").split(found);
        assert.equal(parts.length, 2, `${JSON.stringify(found)} must occur once in ${file}`);
        writeFileSync(path, parts.join(replacement));
      },
      stop: () => deployment.stop(),
    };
  } catch (error) {
    await deployment.stop();
    throw error;
  }
}

/** The same object twice is no alias in a declaration. */
const plain = { aliasDuplicateObjects: false };

/** A scene as a project's files. */
export function filesOf(scene: Scene, secrets: Readonly<Record<string, object>> = {}): Files {
  const staged = Object.entries(scene).filter(([, { enforcement }]) => enforcement === "staged");
  const settings = {
    ...stackSettings,
    "basalt:certificates": { shop: "none" },
    "basalt:secrets": secrets,
    "basalt:namespaces": Object.fromEntries(staged.map(([name]) => [name, { enforcement: "staged" }])),
  };
  return {
    [`Pulumi.${stack}.yaml`]: stringify({ config: settings }, plain),
    ...Object.fromEntries(
      Object.entries(scene).map(([namespace, { enforcement: _, ...declared }]) => [
        `namespaces/${namespace}.yaml`,
        stringify({ namespace, ...declared }, plain),
      ]),
    ),
  };
}

/** A value as the stack file keeps it, encrypted by the engine with the stack's key. */
function encrypted(directory: string, value: string): object {
  const key = "basalt:secrets.value";
  const env = {
    ...process.env,
    PULUMI_HOME: join(directory, ".home"),
    PULUMI_BACKEND_URL: `file://${join(directory, ".home/state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
  execFileSync("pulumi", ["config", "set", "--secret", "--path", key, value, "--stack", stack], {
    cwd: directory,
    env,
  });
  const file = parse(readFileSync(join(directory, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, { value: object }>;
  };
  return file.config["basalt:secrets"]!.value;
}
