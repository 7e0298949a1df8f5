import type { Files } from "../../support/project.js";
import { startAwsCli, type AwsCli } from "./awsCli.js";
import { noNodes, type LiveNodeGroup, type NodeLife } from "./aws/nodeGroups.js";
import { startEngine, type Engine } from "./engine.js";
import { startFakeAws, type FakeAws } from "./fakeAws.js";
import { startKubernetes, type TestKubernetes } from "./kubernetes.js";

/** An engine with all that it deploys to. */
export interface TestDeployment {
  readonly aws: FakeAws;
  readonly cli: AwsCli;
  readonly kubernetes: TestKubernetes;
  readonly engine: Engine;
  stop(): Promise<void>;
}

/** Starts an engine, an account and a cluster whose nodes are those of the account's node groups. */
export async function startDeployment(options: {
  readonly files: Files;
  readonly stack: string;
  /** Whether pods run although there is no node group; for clusters that exist already. Default false. */
  readonly fallbackNode?: boolean;
  /** How long each pod takes to be ready. Default: no time. */
  readonly startMilliseconds?: number;
  /** Number of the AWS account. Default: the sample's of dev. */
  readonly account?: string;
}): Promise<TestDeployment> {
  const started: { stop(): Promise<void> }[] = [];
  const begun = async <Part extends { stop(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
    started.unshift(await part);
    return await part;
  };
  // The last to start is the first to stop.
  const stop = async () => {
    for (const part of started) await part.stop();
  };
  try {
    const kubernetes = await begun(
      startKubernetes({ ...options, fallbackNode: options.fallbackNode ?? false }),
    );
    const { account } = options;
    const aws = await begun(
      startFakeAws({
        ...(account === undefined ? {} : { account }),
        apiServer: kubernetes,
        nodes: machines(kubernetes),
      }),
    );
    const cli = await begun(startAwsCli(aws.account, kubernetes));
    const engine = await begun(
      startEngine({
        ...options,
        environment: { ...aws.environment, KUBECONFIG: kubernetes.kubeconfig },
        path: [cli.folder],
      }),
    );
    return { aws, cli, kubernetes, engine, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As {@link startDeployment}, where nothing is deployed: no cluster behind it. */
export async function startPreviews(options: {
  readonly files: Files;
  readonly stack: string;
}): Promise<Omit<TestDeployment, "kubernetes">> {
  const aws = await startFakeAws({ nodes: noNodes });
  const cli = await startAwsCli(aws.account, { token: "none" });
  const stopThese = async () => {
    await cli.stop();
    await aws.stop();
  };
  try {
    const engine = await startEngine({ ...options, environment: aws.environment, path: [cli.folder] });
    return {
      aws,
      cli,
      engine,
      async stop() {
        await engine.stop();
        await stopThese();
      },
    };
  } catch (error) {
    await stopThese();
    throw error;
  }
}

/** Nodes that come and go with their group. */
export function machines(kubernetes: TestKubernetes): NodeLife {
  const running = new Map<string, string[]>();
  let launched = 0;
  const resize = async (name: string, size: number, group?: LiveNodeGroup) => {
    const nodes = running.get(name) ?? [];
    running.set(name, nodes);
    while (nodes.length > size) await kubernetes.removeNode(nodes.pop()!);
    while (nodes.length < size) {
      const node = `ip-10-0-0-${(launched += 1)}`;
      nodes.push(node);
      await kubernetes.addNode({
        name: node,
        labels: {
          ...group!.labels,
          "eks.amazonaws.com/nodegroup": name,
          "topology.kubernetes.io/zone": group!.zone,
        },
        taints: group!.taints.map(({ effect, ...taint }) => ({
          ...taint,
          effect: taintEffects[effect] ?? effect,
        })),
      });
    }
  };
  return {
    nodeGroupChanged: (group) => resize(group.name, group.desiredSize, group),
    nodeGroupDeleted: (name) => resize(name, 0),
  };
}

/** The EKS API's words in Kubernetes'. */
const taintEffects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};
