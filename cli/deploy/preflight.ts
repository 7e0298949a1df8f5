import type { Declaration } from "../../config/declaration.js";
import type { EksCluster, ExistingCluster, NetworkDeclaration } from "../../config/environmentSchema.js";
import type { ConsequencesReport } from "../consequences/report.js";
import type { EngineStack } from "../engine/engineStack.js";
import { UsageError } from "../io.js";
import { answered } from "../lookUpError.js";
import type { Check } from "./check.js";
import { checkCommit } from "./checkCommit.js";
import { checkEksEndpoint, checkServer } from "./checkEndpoint.js";
import { checkAccount, checkIdentity } from "./checkIdentity.js";
import { checkState } from "./checkState.js";
import type { Surroundings } from "./surroundings.js";

/** What is about to be deployed, and from where. */
export interface Departure {
  readonly directory: string;
  readonly cluster: Declaration["cluster"];
  readonly commit: ConsequencesReport["commit"];
  /** The stack, or why there is none: a UsageError. */
  readonly stack: Promise<EngineStack>;
  /** Whether an update follows, by the same identity. */
  readonly updates: boolean;
}

/** Everything that would make an update fail half-way and can be told before it begins; all at once. */
export async function preflight(
  { directory, cluster, commit, stack, updates }: Departure,
  place: Surroundings,
): Promise<Check[]> {
  const [engine, outside] = await Promise.all([
    checkEngine(stack),
    cluster.kind === "eks"
      ? checkAws(cluster.eks, cluster.network, updates, place)
      : checkExisting(directory, cluster.existing, place),
  ]);
  return [checkCommit(commit), ...engine, ...outside];
}

async function checkEngine(opened: Promise<EngineStack>): Promise<Check[]> {
  let stack: EngineStack;
  try {
    stack = await opened;
  } catch (error) {
    return [failed("pulumi", error)];
  }
  const engine: Check = { name: "pulumi", status: "ok", found: "the Pulumi CLI is there" };
  try {
    return [engine, await checkState(stack)];
  } catch (error) {
    return [engine, failed("state", error)];
  }
}

/** A mistake that says itself what to do; a bug stays one. */
function failed(name: Check["name"], error: unknown): Check {
  if (!(error instanceof UsageError)) throw error;
  return { name, status: "failed", found: error.message };
}

async function checkAws(
  cluster: EksCluster,
  network: NetworkDeclaration,
  updates: boolean,
  place: Surroundings,
): Promise<Check[]> {
  const [cli, caller] = await Promise.all([place.awsCli(), answered(place.caller(cluster.region))]);
  const tools: Check =
    cli === undefined
      ? {
          name: "aws-cli",
          status: "failed",
          found: "no AWS CLI on the PATH",
          todo: "install it; the program and the Kubernetes API's credentials ask it",
        }
      : { name: "aws-cli", status: "ok", found: cli };
  if (!caller.ok)
    return [
      tools,
      { name: "credentials", status: "failed", found: caller.problem },
      // The runner's place is known without AWS, and it is what takes longest to change.
      await checkEksEndpoint(cluster, network, undefined, place),
    ];
  const account = checkAccount(caller.value, cluster);
  if (account.status === "failed")
    return [tools, account, await checkEksEndpoint(cluster, network, undefined, place)];
  const server = await answered(place.clusterServer(cluster.region, cluster.name));
  if (!server.ok)
    return [
      tools,
      account,
      checkIdentity(caller.value, cluster, undefined, updates),
      { name: "endpoint", status: "failed", found: server.problem },
    ];
  return [
    tools,
    account,
    checkIdentity(caller.value, cluster, server.value !== undefined, updates),
    await checkEksEndpoint(cluster, network, server.value, place),
  ];
}

async function checkExisting(
  directory: string,
  { context, kubeconfig }: ExistingCluster,
  place: Surroundings,
): Promise<Check[]> {
  const server = await answered(place.contextServer(directory, context, kubeconfig));
  if (!server.ok)
    return [
      {
        name: "endpoint",
        status: "failed",
        found: server.problem,
        todo: `give this machine the kubeconfig with the context ${JSON.stringify(context)}`,
      },
    ];
  return [await checkServer(server.value, place, "run this where the cluster's API is reachable")];
}
