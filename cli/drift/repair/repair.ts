import { UnreachableError } from "../../../lifecycle/kubernetesApi.js";
import type { ConsequencesReport } from "../../consequences/report.js";
import type { EngineStack } from "../../engine/engineStack.js";
import { UsageError, type Io } from "../../io.js";
import { printable } from "../../../problems/problem.js";
import type { ClusterClient } from "../cluster/clusterClient.js";
import { objectTitle } from "../cluster/kubernetesObject.js";
import type { Drift, DriftPlace } from "../driftReport.js";
import type { LiveFinding } from "../liveFindings.js";
import { refreshingUpdate } from "./refreshingUpdate.js";
import { repairCluster, type RepairTimes } from "./repairCluster.js";

/** What a repair works with. */
export interface RepairTools {
  readonly stack: EngineStack;
  readonly client: ClusterClient;
  /** Previews the declaration with the policy pack. */
  readonly preview: () => Promise<ConsequencesReport>;
  /** Default: as long as a person waits. */
  readonly times?: RepairTimes;
}

/** What is done directly, in this order. */
const orders = [
  { by: "delete", verb: "delete", done: "deleted" },
  { by: "write", verb: "write back", done: "written back" },
  { by: "evict", verb: "evict", done: "evicted" },
] as const;

/**
 * Makes the account and the cluster what the declaration says, after asking: what the engine cannot do directly, the
 * rest by an update that refreshes.
 *
 * @param yes nobody is asked
 * @returns whether anything was done; where it was refused, `io.err` was told why
 * @throws UsageError where nobody confirms it, and where the update fails
 */
export async function repair(
  drift: Drift,
  place: DriftPlace,
  { stack, client, preview, times }: RepairTools,
  yes: boolean,
  io: Io,
): Promise<boolean> {
  const consequences = await preview();
  const refused = refusal(consequences);
  if (refused !== undefined) {
    io.err(`--repair: nothing was repaired: ${refused}\n`);
    return false;
  }
  const byHand = orders.map((order) => ({
    ...order,
    findings: drift.findings.filter(({ repair: { by } }) => by === order.by).sort(byUrgency),
  }));
  const lines = byHand.flatMap(({ verb, findings }) => findings.map((each) => `  ${verb} ${title(each)}`));
  const engine = drift.report.findings.filter(({ repair: { by } }) => by === "engine").length;
  const rest = `  and update the stack, which makes good ${engine} more`;
  io.err(`To be repaired in ${printable(drift.report.cluster)}:\n${[...lines, rest].join("\n")}\n`);
  if (!yes) await confirm(io);
  for (const { done, findings } of byHand)
    for (const finding of findings) {
      const failure = await repairCluster(client, finding, times).catch(unreached);
      io.err(
        `  ${failure === undefined ? done : `not ${done}`}: ${title(finding)}${failure === undefined ? "" : `: ${printable(failure)}`}\n`,
      );
    }
  const count = drift.report.findings.length;
  await refreshingUpdate(stack, place, consequences, `Drift repaired (${count} not as declared)`, io);
  return true;
}

/**
 * A repair brings back what was deployed; it deploys nothing. A policy that refuses what is deployed may refuse the drift
 * itself, of which a refresh has told the state: it is asked again, once that is gone.
 */
function refusal({ verdict, failures, changes }: ConsequencesReport): string | undefined {
  if (verdict === "failed")
    return `the declaration could not be previewed: ${failures.map(printable).join("\n")}`;
  if (changes.length > 0)
    return `the declaration is not what was deployed last (${changes.length} changes, ${printable(changes[0]!.name)} among them); deploy it first, or run this where the deployed commit is checked out`;
  return undefined;
}

async function confirm(io: Io): Promise<void> {
  const answer = await io.ask('Repair this? Only "yes" does: ');
  if (answer === undefined)
    throw new UsageError(
      "--repair: nobody is there to confirm it; allowed: --yes, after the report was read",
    );
  if (answer.trim() !== "yes") throw new UsageError("--repair: not confirmed; nothing was changed");
}

function title({ object, holds }: LiveFinding): string {
  return `${printable(objectTitle(object))}${holds === undefined ? "" : ` with all that is in it`}`;
}

/** What could not be done because nobody answered, the comparison tells that follows. */
function unreached(error: unknown): string {
  if (error instanceof UnreachableError) return error.message;
  throw error;
}

/** Policies first: what is open is closed before anything is waited for. A tier goes after its policies. */
function byUrgency(a: LiveFinding, b: LiveFinding): number {
  const rank = ({ change, object, kind }: LiveFinding) => {
    if (kind.role === "policy") return object.kind === "Tier" ? 1 : 0;
    // With a namespace goes whatever is in it.
    if (kind.role === "namespace") return change === "undeclared" ? 4 : 1;
    return kind.role === "workload" ? 3 : 2;
  };
  return rank(a) - rank(b);
}
