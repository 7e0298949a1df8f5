import type { Declaration } from "../../config/declaration.js";
import type { EksCluster, ExistingCluster, NetworkDeclaration } from "../../config/environmentSchema.js";
import type { ConsequencesReport } from "../consequences/report.js";
import type { EngineStack } from "../engine/engineStack.js";
import { readState } from "../engine/stateFacts.js";
import { historyEntries } from "../history/historyEntry.js";
import { isDisturbed } from "../history/isDisturbed.js";
import { journalOf } from "../history/journal.js";
import { readHistory, type HistoryRecord } from "../history/readHistory.js";
import { repositoryOf } from "../history/repositoryOf.js";
import { unsettled } from "../history/unsettled.js";
import { UsageError } from "../io.js";
import { answered } from "../lookUpError.js";
import type { Check } from "./check.js";
import { checkCommit } from "./checkCommit.js";
import { checkEksEndpoint, checkServer } from "./checkEndpoint.js";
import { checkAccount, checkIdentity } from "./checkIdentity.js";
import { checkRollback } from "./checkRollback.js";
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
  /** Whether a rollback may be undone. */
  readonly undoRollback: boolean;
}

/** What was checked. */
export interface Preflight {
  readonly checks: readonly Check[];
  /** The stack's history, which was read for it; absent where it could not be. */
  readonly history?: readonly HistoryRecord[];
  /** Whether the state may not know all that exists: see isDisturbed. */
  readonly disturbed?: boolean;
}

/** Everything that would make an update fail half-way, or refuse it, and can be told before it begins; all at once. */
export async function preflight(departure: Departure, place: Surroundings): Promise<Preflight> {
  const { directory, cluster, commit, updates } = departure;
  const [engine, outside] = await Promise.all([
    checkEngine(departure),
    cluster.kind === "eks"
      ? checkAws(cluster.eks, cluster.network, updates, place)
      : checkExisting(directory, cluster.existing, place),
  ]);
  return { ...engine, checks: [checkCommit(commit), ...engine.checks, ...outside] };
}

async function checkEngine({ stack: opened, directory, commit, ...intent }: Departure): Promise<Preflight> {
  let stack: EngineStack;
  try {
    stack = await opened;
  } catch (error) {
    return { checks: [failed("pulumi", error)] };
  }
  const engine: Check = { name: "pulumi", status: "ok", found: "the Pulumi CLI is there" };
  let read: Promise<HistoryRecord[]> | undefined;
  const readOnce = () => (read ??= readHistory(stack));
  let exported: ReturnType<EngineStack["exportStack"]> | undefined;
  const once = { name: stack.name, exportStack: () => (exported ??= stack.exportStack()) };
  let state: Check;
  try {
    state = await checkState(once, readOnce);
  } catch (error) {
    // Of a stack that cannot be asked, the history would say the same.
    return { checks: [engine, failed("state", error)] };
  }
  try {
    const history = await readOnce();
    const disturbed = await isStackDisturbed(once, directory, history);
    const told = disturbed && state.status === "ok" ? notCompared : state;
    return {
      checks: [engine, told, checkRollback(history, commit, stack.name, intent)],
      history,
      disturbed,
    };
  } catch (error) {
    return { checks: [engine, state, failed("rollback", error)] };
  }
}

/** What a preview cannot know, which looks at the state alone. */
const notCompared: Check = {
  name: "state",
  status: "unknown",
  found:
    "since the last update that went well, not all did: it is compared with what exists before anything is deployed",
};

async function isStackDisturbed(
  stack: Pick<EngineStack, "name" | "exportStack">,
  directory: string,
  history: readonly HistoryRecord[],
): Promise<boolean> {
  const facts = await readState(stack);
  if (facts.resources === 0) return false;
  const entries = historyEntries(history);
  return isDisturbed(entries, facts, unsettled(journalOf(repositoryOf(directory), stack.name), entries));
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
