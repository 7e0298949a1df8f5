import type { Declaration, Namespace, Workload } from "../../config/declaration.js";
import { internetPeers } from "../../config/ranges.js";
import { peerName, type Flow, type Peer, type PortRange } from "../../flows/flow.js";
import { policiesFor, type Policy } from "../../flows/policiesFor.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import type { AskedPair, ConnectionAnswer, ConnectionQuestion } from "./askConnection.js";
import { cidrsOf } from "./cidrsOf.js";
import type { SuggestedChange, Suggestion } from "./connectionReport.js";
import type { NamedEnd } from "./findEnd.js";
import type { Input } from "./input.js";
import { policyObject, tryPolicies } from "./tryPolicies.js";

/** Flows to declare, in which file; or why no declaration can allow it. */
export function suggestFlows(
  input: Input,
  declaration: Declaration,
  question: ConnectionQuestion,
  { asked }: ConnectionAnswer,
): Suggestion {
  const remarks = new Set<string>();
  const flows = asked.flatMap((pair) => flowOf(declaration, pair, remarks) ?? []);
  const undeclared = flows.filter((flow) => !isDeclared(flow, declaration));
  if (flows.length === 0) return { changes: [], remarks: [...remarks], verified: false };
  const forbidden = undeclared.flatMap((flow) => neverOf(flow, declaration));
  if (forbidden.length > 0)
    return { changes: [], remarks: [...remarks, ...new Set(forbidden)], verified: false };
  const policies = undeclared.flatMap((flow) => policiesOf(flow, declaration));
  const { allowed, denials } = tryPolicies(input, question, policies.map(policyObject));
  if (!allowed) {
    const why =
      undeclared.length < flows.length
        ? "The flow is declared, and something else denies it:"
        : "No flow that is declared can allow it:";
    return {
      changes: [],
      remarks: [...remarks, why, ...denials.map((denial) => `- ${denial}`)],
      verified: false,
    };
  }
  const lines = new Map(
    undeclared.flatMap((flow) => linesOf(flow, declaration)).map((line) => [JSON.stringify(line), line]),
  );
  return { changes: [...lines.values()], remarks: [...remarks], verified: true };
}

/** The flow that a pair would need; undefined, with a remark, where it cannot be declared. */
function flowOf(
  declaration: Declaration,
  { from, packet }: AskedPair,
  remarks: Set<string>,
): Flow | undefined {
  const source = peerOf(declaration, from, "from", remarks);
  const target = peerOf(declaration, packet.to, "to", remarks);
  if (!source || !target || !packet.port) return undefined;
  const { protocol, port } = packet.port;
  let range: PortRange = { protocol, port, endPort: port };
  if (target.workload) {
    const declared = target.workload.ports.find((each) => each.port === port && each.protocol === protocol);
    if (!declared) {
      remarks.add(
        `${packet.to.name} declares no port ${packet.name}: add it under workloads.${target.workload.name}.ports first.`,
      );
      return undefined;
    }
    range = { ...range, name: declared.name };
  }
  return { namespace: "", from: source.peer, to: target.peer, ports: [range] };
}

function peerOf(
  { namespaces, addresses }: Declaration,
  { name, end }: NamedEnd,
  side: "from" | "to",
  remarks: Set<string>,
): { readonly peer: Peer; readonly workload?: Workload } | undefined {
  if (end.kind === "addresses") {
    if (name === "internet") return { peer: internetPeers(addresses)[side] };
    return { peer: { kind: "addresses", name, cidrs: cidrsOf(end.ranges), except: [] } };
  }
  const full = workloadOf(name);
  const workload = namespaces
    .find((namespace) => full.startsWith(`${namespace.name}/`))
    ?.workloads.find((each) => full.endsWith(`/${each.name}`));
  if (workload) return { peer: workload.peer, workload };
  remarks.add(`${full} is no workload of a declared namespace, so no flow can name it.`);
  return undefined;
}

function isDeclared(flow: Flow, { flows }: Declaration): boolean {
  const [{ port, protocol } = { port: 0, protocol: "TCP" }] = flow.ports;
  return flows.some(
    ({ from, to, ports }) =>
      peerName(from) === peerName(flow.from) &&
      peerName(to) === peerName(flow.to) &&
      ports.some((range) => range.protocol === protocol && range.port <= port && port <= range.endPort),
  );
}

/** Assertions that a flow would break. */
function neverOf(flow: Flow, { namespaces }: Declaration): string[] {
  return namespaces.flatMap((namespace) =>
    namespace.never
      .filter(
        ({ from, to, except }) =>
          matches(from, flow.from, namespace) &&
          matches(to, flow.to, namespace) &&
          !except.some((exception) => matches(exception, flow.from, namespace)),
      )
      .map(
        ({ from, to }) =>
          `${namespace.file} asserts that this never happens: never from ${from} to ${to}. Change the assertion first, if it is wrong.`,
      ),
  );
}

function matches(pattern: string, peer: Peer, { name }: Namespace): boolean {
  if (pattern === "*") return true;
  if (peer.kind === "addresses") return pattern === "internet";
  return peerName(peer) === (pattern.includes("/") ? pattern : `${name}/${pattern}`);
}

function policiesOf(flow: Flow, { namespaces }: Declaration): Policy[] {
  return namespaces.flatMap(({ name }) =>
    policiesFor({ namespace: name, enforcement: "enforced", flows: [flow] }).filter(
      ({ flow: opened }) => opened,
    ),
  );
}

/** The line for each file: both namespaces of a flow have to declare it. */
function linesOf({ from, to, ports }: Flow, { namespaces }: Declaration): SuggestedChange[] {
  return namespaces
    .filter(({ name }) => [from, to].some((peer) => peer.kind === "workload" && peer.namespace === name))
    .map(({ name, file }) => ({
      where: `${file}, under flows`,
      text: `- { from: ${written(from, name)}, to: ${written(to, name)}, ports: [${ports.map(portText).join(", ")}] }\n`,
    }));
}

function written(peer: Peer, namespace: string): string {
  if (peer.kind === "workload" || peer.name === "internet") return peerName(peer, namespace);
  return peer.cidrs.length === 1
    ? `{ cidr: ${JSON.stringify(peer.cidrs[0])}, name: what-it-is }`
    : `{ cidr: ..., name: what-it-is }`;
}

function portText({ name, port, protocol }: PortRange): string {
  if (name !== undefined) return name;
  return protocol === "TCP" ? `${port}` : `{ port: ${port}, protocol: ${protocol} }`;
}
