import { UnreachableError } from "../../../lifecycle/kubernetesApi.js";
import type { ConsequencesReport } from "../../consequences/report.js";
import type { EngineStack } from "../../engine/engineStack.js";
import { readHistory, type HistoryRecord } from "../../history/readHistory.js";
import { unchangedSince } from "../../history/unchangedSince.js";
import { UsageError, type Io } from "../../io.js";
import { printable } from "../../../problems/problem.js";
import type { ClusterClient } from "../cluster/clusterClient.js";
import { objectTitle } from "../cluster/kubernetesObject.js";
import type { Drift, DriftPlace } from "../driftReport.js";
import { takenFromReality } from "../engine/takenFromReality.js";
import type { LiveFinding } from "../liveFindings.js";
import { agreedUpdate } from "./agreedUpdate.js";
import { confirm } from "./confirm.js";
import { refreshingUpdate } from "./refreshingUpdate.js";
import { repairCluster, type RepairTimes } from "./repairCluster.js";
import { sameTree } from "./sameTree.js";

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

/** How a repair went. */
export interface RepairOutcome {
  /** Whether anything may have been changed; where it was refused, `io.err` was told why. */
  readonly begun: boolean;
  /** Why it did not come to its end. */
  readonly failure?: string;
}

/**
 * Makes the account and the cluster what the declaration says, after asking: what the engine cannot do directly, the
 * rest by an update that refreshes. From when something was changed, a failure is an outcome: what is there then has
 * to be told all the same.
 *
 * @param yes nobody is asked
 * @throws UsageError where nobody confirms it, and nothing was changed
 */
export async function repair(
  drift: Drift,
  place: DriftPlace,
  { stack, client, preview, times }: RepairTools,
  yes: boolean,
  io: Io,
): Promise<RepairOutcome> {
  const seen = await readHistory(stack);
  const consequences = await preview();
  const refused = refusal(consequences, seen);
  if (refused !== undefined) {
    io.err(`--repair: nothing was repaired: ${refused}\n`);
    return { begun: false };
  }
  const byHand = orders.map((order) => ({
    ...order,
    findings: drift.findings.filter(({ repair: { by } }) => by === order.by).sort(byUrgency),
  }));
  io.err(intention(drift, byHand, yes));
  try {
    if (!yes) await confirm("Repair this?", io);
    sameTree(place.directory, consequences.commit);
    await unchangedSince(stack, seen);
  } catch (error) {
    throw told(error, "nothing was changed");
  }
  for (const { done, findings } of byHand)
    for (const finding of findings) {
      const failure = await repairCluster(client, finding, times).catch(unreached);
      io.err(
        `  ${failure === undefined ? done : `not ${done}`}: ${title(finding)}${failure === undefined ? "" : `: ${printable(failure)}`}\n`,
      );
    }
  const { findings } = drift.report;
  const listed = new Set(findings.flatMap(({ urn }) => (urn === undefined ? [] : [urn])));
  try {
    await refreshingUpdate(
      stack,
      place,
      {
        summary: `Drift repaired (${findings.length} not as declared)`,
        commit: consequences.commit,
        seen,
        preview,
        agree: (next) => agreedUpdate(next, listed, yes, io),
      },
      io,
    );
  } catch (error) {
    return { begun: true, failure: told(error, "what was repaired before it stays so").message };
  }
  return { begun: true };
}

/** What is to be done, as far as it is known before the state was compared with what exists. */
function intention(
  { report }: Drift,
  byHand: readonly { readonly verb: string; readonly findings: readonly LiveFinding[] }[],
  yes: boolean,
): string {
  const lines = byHand.flatMap(({ verb, findings }) => findings.map((each) => `  ${verb} ${title(each)}`));
  const engine = report.findings.filter(({ repair: { by } }) => by === "engine").length;
  const rest = [
    `  then read what exists into the state, and update the stack, which makes good ${engine} more;`,
    `  what that would do besides is known only then: it is shown ${yes ? "" : "and asked about "}before it is done`,
  ];
  return `To be repaired in ${printable(report.cluster)}:\n${[...lines, ...rest].join("\n")}\n`;
}

/** A refusal with what is the case now. */
function told(error: unknown, now: string): UsageError {
  if (!(error instanceof UsageError)) throw error;
  return new UsageError(`--repair: ${error.message}; ${now}`, { cause: error });
}

/**
 * A repair brings back what was deployed; it deploys nothing. A policy that refuses what is deployed may refuse the drift
 * itself, of which a refresh has told the state: it is asked again, once that is gone.
 */
function refusal(
  { stack, verdict, failures, changes }: ConsequencesReport,
  history: readonly HistoryRecord[],
): string | undefined {
  if (verdict === "failed")
    return `the declaration could not be previewed: ${failures.map(printable).join("\n")}`;
  if (changes.length > 0 && takenFromReality(history))
    return `since the last deployment the state was changed to what exists (${changes.length} changes, ${printable(changes[0]!.name)} among them); \`basalt deploy --stack ${printable(stack)}\` shows them and makes them good`;
  if (changes.length > 0)
    return `the declaration is not what was deployed last (${changes.length} changes, ${printable(changes[0]!.name)} among them); deploy it first, or run this where the deployed commit is checked out`;
  return undefined;
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
