import type { Declaration } from "../../../config/declaration.js";
import { declaredNetwork } from "../../../config/declaredNetwork.js";
import { formatProblem } from "../../../problems/problem.js";
import { readSettings } from "../../../proof/readSettings.js";
import { readCluster } from "../../../reachability/read/readCluster.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import { evaluateBase, type Compared } from "../../reach/baseInput.js";
import { diffReport, isWidening } from "../../reach/diffReport.js";
import { refuseTooMany } from "../../reach/refuseTooMany.js";
import { UsageError } from "../../io.js";
import type { LiveComparison, LiveFinding } from "../liveFindings.js";
import type { Effect, NetworkDrift } from "../report.js";
import { comparedNetworks, withFinding, withoutFinding, type NetworkObjects } from "./comparedNetworks.js";

/** What a cluster's drift does to who can talk to whom. */
export interface NetworkHalf {
  readonly network: NetworkDrift;
  /** By finding; of those that were looked into. */
  readonly effects: ReadonlyMap<LiveFinding, Effect>;
  /** Findings that are none, because of what they do: nothing to what is declared, or nothing that would be told of them. */
  readonly harmless: ReadonlySet<LiveFinding>;
}

/** Problems that are told of objects that could not be understood. */
const mostProblems = 5;

/** So much work, in pairs of workloads, is put into telling what each finding does by itself. */
const mostPairs = 5_000_000;

/** Compares who can talk to whom in the cluster with what it would be without its drift. */
export function networkDrift(comparison: LiveComparison, findings: readonly LiveFinding[]): NetworkHalf {
  const { declaration } = comparison;
  const networks = comparedNetworks(comparison);
  const { head } = networks;
  const asked = new Question(declaration);
  try {
    const trusted = trustedOf(findings, networks, asked);
    const base = [...trusted].reduce((objects, each) => withFinding(objects, each, head), networks.base);
    const compared = asked.compare(base, head);
    if (typeof compared === "string") return unknown(compared);
    const difference = diffReport(compared, { title: "the cluster", declaration });
    const told = findings.filter((each) => !trusted.has(each));
    const pairs = compared.evaluation.endpoints.length ** 2 * told.length;
    const effects = new Map<LiveFinding, Effect>();
    for (const finding of pairs <= mostPairs ? told.filter(mayMatter) : []) {
      const effect = asked.effect(base, withFinding(base, finding, head));
      if (effect !== undefined) effects.set(finding, effect);
    }
    const idle = told.filter((each) => each.theirs && effects.get(each) === "none");
    const harmless = new Set([...trusted, ...idleOf(idle, { base, head }, asked)]);
    return { network: { difference }, effects, harmless };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return unknown(error.message);
  }
}

function unknown(reason: string): NetworkHalf {
  return { network: { unknown: reason }, effects: new Map(), harmless: new Set() };
}

interface Networks {
  readonly base: NetworkObjects;
  readonly head: NetworkObjects;
}

/** What is not known to be as its maker makes it, and opens nothing: neither by itself nor with all else there is. */
function trustedOf(
  findings: readonly LiveFinding[],
  { base, head }: Networks,
  asked: Question,
): ReadonlySet<LiveFinding> {
  const doubted = findings.filter((each) => each.doubted);
  const opensNothing = (some: readonly LiveFinding[]) => {
    const more = some.reduce((objects, each) => withFinding(objects, each, head), base);
    const less = some.reduce((objects, each) => withoutFinding(objects, each, base), head);
    return [asked.effect(base, more), asked.effect(less, head)].every(
      (effect) => effect === "none" || effect === "closes",
    );
  };
  if (doubted.length === 0 || opensNothing(doubted)) return new Set(doubted);
  return new Set(doubted.filter((each) => opensNothing([each])));
}

/**
 * Of what does nothing by itself, that without which the cluster is the same: two can open together what neither does
 * alone.
 */
function idleOf(
  idle: readonly LiveFinding[],
  { base, head }: Networks,
  asked: Question,
): readonly LiveFinding[] {
  const less = (objects: NetworkObjects, some: readonly LiveFinding[]) =>
    some.reduce((changed, each) => withoutFinding(changed, each, base), objects);
  if (idle.length === 0 || asked.effect(less(head, idle), head) === "none") return idle;
  let rest = head;
  // A tier goes after its policies.
  return [...idle]
    .sort((a, b) => Number(a.object.kind === "Tier") - Number(b.object.kind === "Tier"))
    .filter((each) => {
      const without = less(rest, [each]);
      if (asked.effect(without, rest) !== "none") return false;
      rest = without;
      return true;
    });
}

/** What objects mean to a declaration. */
class Question {
  private readonly known = new WeakMap<NetworkObjects, Cluster | string>();

  constructor(private readonly declaration: Declaration) {}

  /** @returns why nobody can tell, as a text */
  compare(before: NetworkObjects, now: NetworkObjects): Compared | string {
    const [first, second] = [this.read(before), this.read(now)];
    if (typeof first === "string") return first;
    if (typeof second === "string") return second;
    const compared = evaluateBase(
      {
        title: "the declaration",
        manifests: [],
        settings: { calicoMinor: 0, staged: false },
        cluster: first,
      },
      second,
    );
    refuseTooMany(compared.evaluation);
    return compared;
  }

  /** What it does to go from the one to the other; undefined where nobody can tell. */
  effect(before: NetworkObjects, now: NetworkObjects): Effect | undefined {
    const compared = this.compare(before, now);
    if (typeof compared === "string") return undefined;
    const { connections, within } = diffReport(compared, { title: "" });
    const changes = [...connections, ...within];
    if (changes.some(isWidening)) return "opens";
    return changes.length > 0 ? "closes" : "none";
  }

  private read(objects: NetworkObjects): Cluster | string {
    const found = this.known.get(objects) ?? read(objects, this.declaration);
    this.known.set(objects, found);
    return found;
  }
}

/**
 * Of a pod only its labels can be others than its template's: all else that decides about the network cannot change. And
 * what a Service leads to is open or not whatever leads there, so of one nothing is said; nor of how Calico enforces.
 */
function mayMatter({ object, kind, declared, change, differences }: LiveFinding): boolean {
  if (kind.role === "entry" || kind.role === "setting") return false;
  if (object.kind !== "Pod" || declared || change === "undeclared") return true;
  return differences.some(({ path }) => path.startsWith("metadata.labels"));
}

/** What the objects mean, or why nobody can tell. */
function read(objects: NetworkObjects, declaration: Declaration): Cluster | string {
  const settings = readSettings(declaredNetwork(declaration), false);
  const { cluster, problems } = readCluster(objects.values(), settings);
  if (problems.length === 0) return cluster;
  const more = problems.length > mostProblems ? [`and ${problems.length - mostProblems} more`] : [];
  return [...problems.slice(0, mostProblems).map(formatProblem), ...more].join("\n");
}
