import type { DeclaredNetwork, DeclaredNever } from "../flows/declaredNetwork.js";
import { formatMistake, printable } from "../problems/problem.js";
import { Evaluation } from "../reachability/evaluate/evaluation.js";
import type { Cluster } from "../reachability/model/cluster.js";
import type { Manifest } from "../reachability/model/manifest.js";
import type { ExpectedEnd, ExpectedNever, NeverEnd } from "../reachability/prove/expectation.js";
import { brokenAssertions } from "../reachability/prove/never.js";
import { withStrangers } from "../reachability/prove/strangers.js";
import { newestCalico } from "../reachability/read/calicoVersions.js";
import { readCluster } from "../reachability/read/readCluster.js";
import { describeBroken } from "./describeDifference.js";
import { Groups } from "./groups.js";
import { readSettings } from "./readSettings.js";
import { standIns } from "./standIns.js";
import type { Unproven } from "./unproven.js";

/**
 * What keeps assertions from holding, of objects whose network nobody need have declared. Ends are `*`, `internet`,
 * `namespace/workload` as the objects call it, or `namespace/*`.
 *
 * @param network what is known beside the objects, where somebody declared it
 */
export function proveAssertions(
  objects: readonly Manifest[],
  nevers: readonly DeclaredNever[],
  network?: DeclaredNetwork,
): Unproven[] {
  const settings = network ? readSettings(network, false) : { calicoMinor: newestCalico, staged: false };
  const { cluster, problems } = readCluster([...objects, ...(network ? standIns(network) : [])], settings);
  if (problems.length > 0)
    return problems.map((problem) => ({
      check: "unreadable-policy",
      text: formatMistake(problem),
      allowed: printable(problem.allowed),
    }));
  const all = withStrangers(
    cluster,
    cluster.namespaces.map(({ name }) => name),
  );
  const missing: Unproven[] = [];
  const expected = nevers.flatMap((never) => expectedNevers(never, cluster, missing));
  const evaluation = new Evaluation(all, [
    ...new Set(expected.flatMap(({ from, to }) => [from, to]).flatMap(rangesOfEnd)),
  ]);
  const broken = new Groups("more-broken-assertions");
  for (const each of brokenAssertions(evaluation, expected))
    if (!broken.add(() => describeBroken(evaluation, each, false))) break;
  return [...missing, ...broken.findings()];
}

/** An assertion for each kind of pods that its ends name; none, and something missing, where one names nobody. */
function expectedNevers(
  { from, to, except, place }: DeclaredNever,
  cluster: Cluster,
  missing: Unproven[],
): ExpectedNever[] {
  const text = `never ${from} -> ${to}${except.length > 0 ? `, except ${except.join(", ")}` : ""}`;
  const ends = (reference: string): ExpectedEnd[] => {
    const found = podsOf(reference, cluster);
    if (found.length === 0)
      missing.push({
        check: "broken-assertion",
        text: printable(`"${text}": no pods of ${reference}`),
        allowed: "assertions about what runs",
      });
    return found;
  };
  const neverEnds = (reference: string): NeverEnd[] => {
    if (reference === "*") return [{ kind: "anything" }];
    const { pods, nodes } = cluster.addresses;
    return reference === "internet" ? [{ kind: "outside", inside: [...pods, ...nodes] }] : ends(reference);
  };
  const excepted = except.flatMap(ends);
  const targets = neverEnds(to);
  return neverEnds(from).flatMap((source) =>
    targets.map((target) => ({ text, place, from: source, to: target, except: excepted })),
  );
}

function podsOf(reference: string, { namespaces, workloads }: Cluster): ExpectedEnd[] {
  const slash = reference.indexOf("/");
  const [namespace, name] = [reference.slice(0, slash), reference.slice(slash + 1)];
  if (name === "*")
    return namespaces.some((each) => each.name === namespace)
      ? [{ kind: "pods", namespace, labels: {} }]
      : [];
  return workloads
    .filter((workload) => workload.namespace === namespace && workload.name === name)
    .flatMap(({ pods }) => pods.map(({ labels }): ExpectedEnd => ({ kind: "pods", namespace, labels })));
}

function rangesOfEnd(end: NeverEnd) {
  if (end.kind === "addresses") return end.ranges;
  return end.kind === "outside" ? end.inside : [];
}
