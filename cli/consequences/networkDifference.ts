import type { DeclaredNetwork } from "../../flows/declaredNetwork.js";
import { dnsPods } from "../../flows/policiesFor.js";
import { readSettings } from "../../proof/readSettings.js";
import { standIns } from "../../proof/standIns.js";
import { formatMistake } from "../../problems/problem.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import type { Change, WithinChange } from "../../reachability/questions/diff/difference.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import { UsageError } from "../io.js";
import { evaluateBase } from "../reach/baseInput.js";
import { flowsFor, type Meant } from "../reach/declaredTraffic.js";
import { diffReport, isWidening, type DiffReport, type Reported } from "../reach/diffReport.js";
import type { Input } from "../reach/input.js";
import { refuseTooMany } from "../reach/refuseTooMany.js";
import { flowText, meantBy } from "./meantBy.js";
import type { NetworkVersion, NetworkVersions } from "./networkVersions.js";

/** What one change is about, and by which flows it is meant. */
type Changed = (Change | WithinChange) & Reported;

interface BothMeant {
  readonly before: Meant;
  readonly after: Meant;
  /** Whether the new version was proved to let nothing through that is not meant. */
  readonly proved: boolean;
}

/**
 * Who could newly talk to whom, and who no longer, with the flows behind it.
 *
 * @param titles what both versions are called
 * @param proved whether the new version was proved to let nothing through that is not meant
 * @throws UsageError or RangeError where that cannot be told
 */
export function networkDifference(
  { before, after }: NetworkVersions,
  network: DeclaredNetwork,
  titles: { readonly base: string; readonly head: string },
  proved: boolean,
): DiffReport {
  const earlier = before.network ?? network;
  const base = inputOf(titles.base, before.empty ? [] : manifestsOf(before, earlier), earlier);
  const head = inputOf(titles.head, manifestsOf(after, network), network);
  const compared = evaluateBase(base, head.cluster);
  refuseTooMany(compared.evaluation);
  const meant: BothMeant = {
    before: before.network ? meantBy(before.network) : { flows: [], namespaces: [] },
    after: meantBy(network),
    proved,
  };
  const report = diffReport(compared, { title: head.title, declaration: meant.after });
  const connections = report.connections.map((change) => withFlows(change, meant));
  const within = report.within.map((change) => withFlows(change, meant));
  const widening = [...connections, ...within].filter(isWidening);
  return { ...report, connections, within, undeclared: widening.some(({ declared }) => !declared) };
}

/** The program's objects and what nobody declares as one; named as a plan names them. */
function manifestsOf({ objects }: NetworkVersion, network: DeclaredNetwork): Manifest[] {
  const named = objects.map(({ manifest: { value }, kind, resource: { name } }) => ({
    value,
    origin: { file: `plan: ${kind.kind} ${name}`, path: [], lineOf: () => undefined },
  }));
  return [...named, ...standIns(network)];
}

function inputOf(title: string, manifests: readonly Manifest[], network: DeclaredNetwork): Input {
  const settings = readSettings(network, false);
  const { cluster, problems } = readCluster(manifests, settings);
  const [problem] = problems;
  if (problem) throw new UsageError(`an object cannot be read: ${formatMistake(problem)}`);
  return { title, manifests, settings, cluster };
}

function withFlows<Each extends Changed>(change: Each, meant: BothMeant): Each {
  const { added, removed } = change;
  const [from, to] = endsOf(change);
  const isDns = [from, to].some(({ name }) => workloadOf(name) === clusterDns);
  const flows = (version: Meant, traffic: typeof added) => {
    if (!traffic) return [];
    const found = flowsFor(version, from, to, traffic).map(flowText);
    return found.length === 0 && isDns ? ["DNS"] : found;
  };
  return {
    ...change,
    // What the cluster's DNS may do, no flow says: it is part of every declaration, and proved with it.
    ...(isDns && meant.proved && added ? { declared: true as const } : {}),
    flows: { added: flows(meant.after, added), removed: flows(meant.before, removed) },
  };
}

/** The pods of the cluster's DNS, as stand-ins name them. */
const clusterDns = `${dnsPods.namespace}/kube-dns`;

function endsOf(change: Changed): readonly [End, End] {
  if (!("from" in change)) {
    const end = { name: change.workload, kind: change.kind };
    return [end, end];
  }
  return [
    { name: change.from, kind: change.fromKind },
    { name: change.to, kind: change.toKind },
  ];
}

interface End {
  readonly name: string;
  readonly kind: string;
}
