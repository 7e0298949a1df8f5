import { delimiter } from "node:path";
import { zoneTags } from "../../../config/zoneTags.js";
import { Account } from "../../engine/support/aws/account.js";
import type { LiveResource } from "../../engine/support/aws/account.js";
import { startAwsCli, type AwsCli } from "../../engine/support/awsCli.js";
import { machines } from "../../engine/support/deployment.js";
import { startKubernetes, type TestKubernetes } from "../../engine/support/kubernetes.js";

/** A node group to make. */
interface GroupArgs {
  /** In EKS. */
  readonly name: string;
  readonly zone: string;
  /** The declared group. Default: general. */
  readonly declared?: string;
  readonly desired?: number;
  readonly max?: number;
}

/** A cluster with its AWS CLI on the PATH of this process; no engine and no real API server. */
export interface Cluster {
  readonly place: { readonly name: string; readonly region: string };
  readonly account: Account;
  readonly cli: AwsCli;
  readonly kubernetes: TestKubernetes;
  addGroup(group: GroupArgs): Promise<LiveResource>;
  removeGroup(name: string): Promise<void>;
  /** Makes a pod on a node of a group. */
  addPod(name: string, group: string): Promise<void>;
  /** Names of all pods, each with its node group. */
  pods(): Promise<Record<string, string>>;
  /** A disruption budget over all pods. */
  protect(minAvailable: number): Promise<void>;
  stop(): Promise<void>;
}

const place = { name: "base", region: "eu-central-1" };
const signal = new AbortController().signal;
const urn = (type: string, name: string) => `urn:pulumi:test::basalt::${type}::${name}`;
const groupType = "aws:eks/nodeGroup:NodeGroup";
const pods = "/api/v1/namespaces/shop/pods";

/** Starts it. */
export async function startCluster(): Promise<Cluster> {
  const kubernetes = await startKubernetes({ kind: "fake", fallbackNode: false });
  const account = new Account(
    { account: "111122223333", region: place.region },
    kubernetes,
    machines(kubernetes),
  );
  const cli = await startAwsCli(account, kubernetes);
  const path = process.env["PATH"];
  process.env["PATH"] = [cli.folder, path].join(delimiter);
  const make = (
    type: string,
    name: string,
    inputs: LiveResource["inputs"],
    tags: Record<string, string> = {},
  ) => account.create({ urn: urn(type, name), inputs, tags: { tagsAll: tags }, signal });
  await make("aws:eks/cluster:Cluster", "cluster", { name: place.name });
  const post = async (path: string, object: object) => {
    const answer = await kubernetes.request("POST", path, object);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  };
  await post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const nodesOf = (group: string) =>
    kubernetes
      .nodes()
      .filter(({ metadata }) => metadata.labels?.["eks.amazonaws.com/nodegroup"] === group)
      .map(({ metadata }) => metadata.name);
  const list = async () => {
    const { body } = await kubernetes.request("GET", pods);
    return (body as { items: { metadata: { name: string }; spec: { nodeName?: string } }[] }).items;
  };
  return {
    place,
    account,
    cli,
    kubernetes,
    addGroup: ({ name, zone, declared = "general", desired = 1, max = 4 }) =>
      make(
        groupType,
        name,
        {
          clusterName: place.name,
          nodeGroupName: name,
          scalingConfig: { minSize: 1, maxSize: max, desiredSize: desired },
        },
        { [zoneTags.group]: declared, [zoneTags.zone]: zone },
      ),
    removeGroup: (name) => account.delete(`${place.name}:${name}`, { urn: urn(groupType, name), signal }),
    async addPod(name, group) {
      while (nodesOf(group).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await post(pods, {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "shop", labels: { app: "web" } },
        spec: { nodeName: nodesOf(group)[0], containers: [{ name: "main", image: "example.com/web" }] },
      });
      for (let ready = false; !ready;) {
        const { body } = await kubernetes.request("GET", `${pods}/${name}`);
        ready = (body as { status?: { phase?: string } }).status?.phase === "Running";
      }
    },
    async pods() {
      const groups = new Map(
        kubernetes
          .nodes()
          .map(({ metadata }) => [metadata.name, metadata.labels?.["eks.amazonaws.com/nodegroup"] ?? ""]),
      );
      return Object.fromEntries(
        (await list()).map(({ metadata, spec }) => [metadata.name, groups.get(spec.nodeName ?? "") ?? ""]),
      );
    },
    async protect(minAvailable) {
      await post("/apis/policy/v1/namespaces/shop/poddisruptionbudgets", {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web", namespace: "shop" },
        spec: { minAvailable, selector: { matchLabels: { app: "web" } } },
      });
    },
    async stop() {
      process.env["PATH"] = path;
      await cli.stop();
      await kubernetes.stop();
    },
  };
}
