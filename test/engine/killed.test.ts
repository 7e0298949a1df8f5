import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { eksProject, inBilling, inShop, inStack, type Files } from "../support/project.js";
import type { Operation } from "./support/aws/disturbances.js";
import { withoutBookkeeping, type Properties } from "./support/aws/values.js";
import { endState } from "./support/clusterState.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import type { PendingCreate, Settled } from "./support/engine.js";
import { send } from "./support/kubernetesObjects.js";
import { all, withReadableSecret } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";

const first: Files = withReadableSecret(eksProject);

/** Another AMI release, flow, port and environment, one workload more and one less. */
const second: Files = all(
  inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5"),
  inShop("env: { LEVEL: info }", "env: { LEVEL: debug }"),
  inShop("ports: [443]", "ports: [443, 8443]"),
  inShop("  redis:\n", "  mail: { image: app, ports: { smtp: 2525 } }\n  redis:\n"),
  inShop("  - { from: cart, to: redis }\n", "  - { from: cart, to: redis }\n  - { from: cart, to: mail }\n"),
  inShop("  - { from: web, to: billing/api, ports: [http] }\n", ""),
  inBilling(
    "  api:\n    image: app\n    ports: { http: 8080 }",
    "  reports:\n    image: app\n    ports: { http: 8081 }",
  ),
  inBilling("  - { from: shop/web, to: api, ports: [http] }\n", "  - { from: reports, to: { aws: sqs } }\n"),
)(first);

/** The same ten points in every run: parts of the way from the first operation to the last, both included. */
function points(count: number): number[] {
  let state = 20_260_101;
  return Array.from({ length: count }, () => {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator, the numbers of Numerical Recipes
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

/** Kinds whose names the provider makes up: another name each time, so the next update cannot meet them again. */
const autoNamed: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:ConfigMap": "configmaps",
  "kubernetes:core/v1:Secret": "secrets",
};

/** The id of what was being created, where it exists: by its name, or by all that was asked for. */
async function idIn(
  { aws, kubernetes }: TestDeployment,
  { type, inputs }: PendingCreate,
): Promise<string | undefined> {
  const plural = autoNamed[type];
  if (plural !== undefined) {
    const { namespace, name } = inputs["metadata"] as { namespace: string; name: string };
    const { status } = await kubernetes.request("GET", `/api/v1/namespaces/${namespace}/${plural}/${name}`);
    return status === 200 ? `${namespace}/${name}` : undefined;
  }
  const wanted = withoutBookkeeping(inputs as Properties);
  return aws.account.of(type).find((live) => isDeepStrictEqual(withoutBookkeeping(live.inputs), wanted))?.id;
}

/** Paths in which an update adds, changes and removes objects. */
const watched = [
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/apps/v1/deployments",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/serviceaccounts",
  "/api/v1/namespaces",
];

/** Counts what an update does, in AWS and in the cluster. */
class Operations {
  count = 0;
  #limit = Infinity;
  #reached: () => void = () => undefined;

  static async of({ aws, kubernetes }: TestDeployment): Promise<Operations> {
    const operations = new Operations();
    // Done in AWS, and not known to the engine: the worst moment.
    aws.account.disturbances.after((operation) => operations.#add(operation));
    const generations = new Map<string, number | undefined>();
    for (const path of watched)
      await kubernetes.onChange(path, ({ type, object: { metadata } }) => {
        const { uid, generation } = metadata as { uid: string; generation?: number };
        const isNew = type !== "MODIFIED" || generations.get(uid) !== generation;
        generations.set(uid, generation);
        if (isNew) void operations.#add();
      });
    return operations;
  }

  /** Settles at the operation of this number, which the engine is not told of. */
  reach(limit: number): Promise<void> {
    this.count = 0;
    this.#limit = limit;
    return new Promise((resolve) => (this.#reached = resolve));
  }

  async #add(operation?: Operation): Promise<void> {
    if (operation?.verb === "invoke") return;
    this.count += 1;
    if (this.count !== this.#limit) return;
    this.#reached();
    if (operation) await gone();
  }
}

/**
 * What a person does first. Kubernetes objects of a known name need nothing but the next update, which takes them over;
 * what AWS or the provider names has to be told to the state, or deleted where it was to replace something.
 */
async function recover(test: TestDeployment): Promise<Pick<Settled, "imported" | "orphans">> {
  const { deployment } = (await test.engine.state()) as {
    deployment: { pending_operations?: readonly { type: string; resource: PendingCreate }[] };
  };
  const pending = deployment.pending_operations ?? [];
  const untold = pending.some(
    ({ type, resource }) =>
      type === "creating" && (resource.type.startsWith("aws:") || resource.type in autoNamed),
  );
  if (!untold) {
    await test.engine.unlock();
    return { imported: [], orphans: [] };
  }
  const settled = await test.engine.settle((each) => idIn(test, each));
  assert.equal(settled.code, 0, settled.output);
  for (const { urn, type, id } of settled.orphans) {
    const [namespace, name] = id.split("/");
    if (type in autoNamed)
      await send(test.kubernetes, "DELETE", `/api/v1/namespaces/${namespace}/${autoNamed[type]}/${name}`);
    else await test.aws.account.delete(id, { urn, signal: new AbortController().signal });
  }
  return settled;
}

/** The next update finishes, and the one after it finds nothing to do. */
async function finishes({ engine }: TestDeployment): Promise<void> {
  const next = await engine.up();
  assert.equal(next.failure, undefined);
  const again = await engine.up();
  assert.equal(again.failure, undefined);
  assert.deepEqual(again.steps, []);
}

describe("an update that is killed on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let operations: Operations;
  let total: number;
  /** Of fresh deployments. */
  const ends = new Map<Files, string[]>();
  const denials: string[] = [];
  let side = first;

  const fresh = async (files: Files): Promise<TestDeployment> => {
    const deployed = await startDeployment({ files, stack: "test" });
    const { failure } = await deployed.engine.up();
    if (failure === undefined) ends.set(files, await endState(deployed.kubernetes, deployed.aws.account));
    else await deployed.stop();
    assert.equal(failure, undefined);
    return deployed;
  };

  before(async function () {
    this.timeout(600_000);
    await (await fresh(second)).stop();
    test = started = await fresh(first);
    operations = await Operations.of(test);
    await test.kubernetes.onChange(watched[0]!, ({ type, object: { metadata, spec } }) => {
      if (metadata.name === "default-deny")
        denials.push(`${type} ${metadata.namespace} ${JSON.stringify(spec)}`);
    });
    // There and back, undisturbed: how much there is to do.
    operations.count = 0;
    test.engine.write(second);
    assert.equal((await test.engine.up()).failure, undefined);
    total = operations.count;
    assert.deepEqual(await endState(test.kubernetes, test.aws.account), ends.get(second));
    side = second;
  });
  after(async () => {
    await started?.stop();
  });

  /** Kills the update to the other declaration when `reached` says so, and recovers as the guide has it. */
  async function killed(reached: Promise<unknown>): ReturnType<typeof recover> {
    side = side === first ? second : first;
    test.engine.write(side);
    const update = test.engine.startUp();
    const outcome = await Promise.race([reached.then(() => "reached"), update.ended]);
    assert.equal(outcome, "reached", JSON.stringify(outcome));
    await update.kill();
    const recovered = await recover(test);
    await finishes(test);
    assert.deepEqual(await endState(test.kubernetes, test.aws.account), ends.get(side));
    return recovered;
  }

  for (const [index, point] of points(10).entries())
    it(`is finished by the next one, point ${index + 1} of 10`, async () => {
      await killed(operations.reach(1 + Math.floor(point * total)));
    });

  it("is finished where AWS has made a node group that the state does not know", async () => {
    const reached = new Promise<void>((resolve) => {
      const stop = test.aws.account.disturbances.after(async ({ verb, type }) => {
        if (verb !== "create" || type !== "aws:eks/nodeGroup:NodeGroup") return;
        stop();
        resolve();
        await gone();
      });
    });
    const { orphans } = await killed(reached);
    assert.deepEqual(
      orphans.map(({ type }) => type),
      ["aws:eks/nodeGroup:NodeGroup"],
    );
  });

  it("is refused another start until its lock is taken away", async () => {
    const reached = operations.reach(1);
    side = side === first ? second : first;
    test.engine.write(side);
    const update = test.engine.startUp();
    await Promise.race([reached, update.ended]);
    await update.kill();
    assert.match((await test.engine.up()).failure ?? "", /currently locked.*pulumi cancel/s);
    await recover(test);
    await finishes(test);
  });

  it("never takes a default-deny away, nor changes one", () => {
    const namespaces = (lines: readonly string[]) => lines.map((line) => line.split(" ")[1]);
    assert.deepEqual([...new Set(namespaces(denials))].sort(), ["billing", "shop"]);
    assert.deepEqual(
      denials.filter((line) => !line.startsWith("ADDED")),
      [],
    );
    assert.equal(denials.length, 2);
  });

  /** Kills the first update of an empty stack. */
  async function killedInCreation(
    isIt: (operation: Operation, count: number) => boolean,
  ): Promise<readonly string[]> {
    const own = await startDeployment({ files: first, stack: "test" });
    try {
      let count = 0;
      const reached = new Promise<void>((resolve) => {
        const stop = own.aws.account.disturbances.after(async (operation) => {
          if (operation.verb === "invoke" || !isIt(operation, (count += 1))) return;
          stop();
          resolve();
          await gone();
        });
      });
      const update = own.engine.startUp();
      await Promise.race([reached, update.ended]);
      await update.kill();
      const { imported } = await recover(own);
      await finishes(own);
      assert.deepEqual(await endState(own.kubernetes, own.aws.account), ends.get(first));
      return imported;
    } finally {
      await own.stop();
    }
  }

  it("is finished where it is the first one, and the control plane was being made", async () => {
    const imported = await killedInCreation(({ type }) => type === "aws:eks/cluster:Cluster");
    assert.ok(imported.some((urn) => urn.includes("aws:eks/cluster:Cluster")));
  });

  it("is finished where it is the first one, and the network was being made", async () => {
    await killedInCreation((_operation, count) => count === 25);
  });
});

/** Long enough for the engine to be gone before it is told. */
const gone = () => new Promise((resolve) => setTimeout(resolve, 2_000));
