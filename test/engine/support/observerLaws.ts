import type { Workload } from "../../../config/declaration.js";
import type { State } from "./observer.js";
import {
  endsOf,
  podName,
  runnersIn,
  servedPort,
  versionOf,
  workloadsOf,
  type Need,
  type Runner,
  type Version,
} from "./observerNeeds.js";
import { alwaysServed } from "./observerServices.js";
import { isDefaultDeny, refusingSides, type End } from "./observerPolicies.js";
import type { Declaration } from "../../../config/declaration.js";

/** An update, as it was observed. */
export interface Observed {
  /** What ran before; undefined where nothing did. */
  readonly before: Declaration | undefined;
  readonly after: Declaration;
  /** The state before, then each that followed. */
  readonly states: readonly State[];
  /** Whether Kubernetes' own controllers list what is behind a Service; stand-ins do not say on which port. */
  readonly hasSlices: boolean;
}

/** The laws that every update keeps in every state, as a list of where they are broken; each sentence once. */
export function brokenLaws(observed: Observed): string[] {
  const laws = [alwaysClosed, closedBeforePods, neverCutOff, neverOpened, alwaysServed];
  return laws.flatMap((law) => {
    const first = new Map<string, number>();
    for (const { sentence, revision } of law(observed))
      if (!first.has(sentence)) first.set(sentence, revision);
    return [...first].map(([sentence, revision]) => `${law.name}, revision ${revision}: ${sentence}`);
  });
}

/** A law that is broken, and the first state in which it is. */
export interface Break {
  readonly sentence: string;
  readonly revision: number;
}

const enforced = (declaration: Declaration | undefined) =>
  (declaration?.namespaces ?? [])
    .filter(({ enforcement }) => enforcement === "enforced")
    .map(({ name }) => name);
const declaredNames = (declaration: Declaration | undefined) =>
  (declaration?.namespaces ?? []).map(({ name }) => name);

function isClosed({ objects }: State, namespace: string): boolean {
  return [...objects.NetworkPolicy.values()].some(
    (policy) => policy.metadata.namespace === namespace && isDefaultDeny(policy),
  );
}

/** Whether a namespace is there, and not about to go. */
function stands({ objects }: State, namespace: string): boolean {
  const found = objects.Namespace.get(namespace);
  return found !== undefined && found.metadata.deletionTimestamp === undefined;
}

/** Once a namespace denies by default, it does so until it goes or nobody asks for it any more. */
function* alwaysClosed({ before, after, states }: Observed): Generator<Break> {
  const dropped = declaredNames(after).filter((name) => !enforced(after).includes(name));
  const names = new Set([...enforced(before), ...enforced(after)]);
  for (const namespace of names) {
    if (dropped.includes(namespace)) continue;
    let wasClosed = false;
    for (const state of states) {
      if (!stands(state, namespace)) continue;
      const closed = isClosed(state, namespace);
      if (wasClosed && !closed)
        yield { sentence: `${namespace} has no default-deny`, revision: state.revision };
      wasClosed ||= closed;
    }
    const last = states.at(-1)!;
    if (enforced(after).includes(namespace) && !isClosed(last, namespace))
      yield { sentence: `${namespace} has no default-deny in the end`, revision: last.revision };
  }
}

/** No pod starts in a new namespace before it denies by default. */
function* closedBeforePods({ before, after, states }: Observed): Generator<Break> {
  const names = enforced(after).filter((name) => !declaredNames(before).includes(name));
  for (const state of states)
    for (const runner of runnersIn(state)) {
      const { namespace } = runner.end.pod!;
      if (names.includes(namespace) && stands(state, namespace) && !isClosed(state, namespace))
        yield { sentence: `a pod runs in ${namespace}, which has no default-deny`, revision: state.revision };
    }
}

/** Which version a pod is of: the one that goes, the one that comes, or both where it stays. */
type Age = "before" | "after" | "both";

function agesIn(states: readonly State[]): (runner: Runner) => Age {
  const uids = (state: State) => new Set(runnersIn(state).map(({ pod }) => pod.metadata.uid));
  const [first, last] = [uids(states[0]!), uids(states.at(-1)!)];
  return ({ pod: { metadata } }) =>
    !first.has(metadata.uid) ? "after" : last.has(metadata.uid) ? "both" : "before";
}

/**
 * Nothing that runs loses what it needs: between pods of one version all that the version declares, between pods of
 * two versions all that both declare.
 */
function* neverCutOff({ before, after, states }: Observed): Generator<Break> {
  const ageOf = agesIn(states);
  const versions = before ? [versionOf(before), versionOf(after)] : [versionOf(after)];
  const [was, is] = [versions[0]!, versions.at(-1)!];
  for (const state of states) {
    const runners = runnersIn(state);
    for (const connection of connections([was, is], runners)) {
      const ages = connection.pods.map(ageOf);
      const needing = versionsFor(ages, was, is);
      if (!needing.every(({ needs }) => needs.has(connection.name))) continue;
      const sides = refusingSides(state.objects.NetworkPolicy.values(), connection);
      if (sides.length > 0)
        yield {
          sentence: `${connection.name} on ${connection.port} has no ${sides.join(" and no ")} (${ages.join(", ")})`,
          revision: state.revision,
        };
    }
    for (const { end } of runners)
      if ([was, is].some(({ declaration }) => declaredNames(declaration).includes(end.pod!.namespace)))
        if (
          refusingSides(state.objects.NetworkPolicy.values(), {
            from: end,
            to: dns,
            protocol: "UDP",
            port: 53,
          }).length > 0
        )
          yield { sentence: `pods of ${end.pod!.namespace} have no DNS`, revision: state.revision };
  }
}

/** Both versions have to declare what pods of different versions need of each other; and what pods need that stay. */
function versionsFor(ages: readonly Age[], was: Version, is: Version): Version[] {
  const [old, young] = [ages.includes("before"), ages.includes("after")];
  return old && !young ? [was] : young && !old ? [is] : [was, is];
}

const dns: End = { pod: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } };

/** Between enforced namespaces' pods, nothing is open that neither version declares. */
function* neverOpened({ before, after, states }: Observed): Generator<Break> {
  const versions = [before, after].flatMap((each) => (each ? [versionOf(each)] : []));
  const workloads = new Map(versions.flatMap(({ declaration }) => [...workloadsOf(declaration)]));
  const everOpen = new Set(declaredNames(after).filter((name) => !enforced(after).includes(name)));
  if (before)
    for (const name of declaredNames(before)) if (!enforced(before).includes(name)) everOpen.add(name);
  const guarded = [...workloads].filter(([, { peer }]) => !everOpen.has(peer.namespace));
  for (const state of states) {
    const runners = runnersIn(state).filter(({ end }) => isClosed(state, end.pod!.namespace));
    for (const [from, caller] of guarded)
      for (const [to, callee] of guarded)
        for (const { service, protocol } of callee.ports) {
          const name = `${from} -> ${to}:${protocol === "TCP" ? "" : protocol}${service}`;
          if (from === to || versions.some(({ needs }) => needs.has(name))) continue;
          for (const connection of between(
            { from: caller.peer, to: callee.peer, protocol, port: service },
            callee,
            runners,
          ))
            if (refusingSides(state.objects.NetworkPolicy.values(), connection).length === 0)
              yield { sentence: `${name} is open, which nobody declares`, revision: state.revision };
        }
  }
}

interface NamedConnection {
  readonly name: string;
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  readonly port: number;
  readonly pods: readonly Runner[];
}

/** Every connection that a version needs between what runs now. */
function* connections(versions: readonly Version[], runners: readonly Runner[]): Generator<NamedConnection> {
  for (const { declaration, needs } of versions) {
    const workloads = workloadsOf(declaration);
    for (const [name, need] of needs) {
      const callee =
        need.to.kind === "workload" ? workloads.get(`${need.to.namespace}/${need.to.workload}`) : undefined;
      for (const connection of between(need, callee, runners)) yield { ...connection, name };
    }
  }
}

function* between(
  need: Need,
  callee: Workload | undefined,
  runners: readonly Runner[],
): Generator<Omit<NamedConnection, "name">> {
  for (const from of endsOf(need.from, runners))
    for (const to of endsOf(need.to, runners)) {
      const pods = [from, to].filter((end): end is Runner => "pod" in end && "end" in end);
      if (pods.length === 2 && podName(pods[0]!) === podName(pods[1]!)) continue;
      if ("end" in to && !to.isReady) continue;
      const port = "end" in to ? servedPort(to, need.protocol, need.port, callee!) : need.port;
      if (port === undefined) continue;
      yield {
        from: "end" in from ? from.end : from,
        to: "end" in to ? to.end : to,
        protocol: need.protocol,
        port,
        pods,
      };
    }
}
