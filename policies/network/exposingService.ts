import type { DeclaredNetwork, DeclaredRange, DeclaredWorkload } from "../../flows/declaredNetwork.js";
import type { PortRange } from "../../flows/flow.js";
import { parseCidr, subtractRanges } from "../../reachability/sets/addresses.js";
import { waitsFor } from "../model/conditions.js";
import { finding, type Finding } from "../model/finding.js";
import type { Value } from "../model/value.js";
import { rangesOf } from "./addresses.js";

/** Types by which a Service is reached from outside the cluster. */
const exposingTypes: ReadonlySet<unknown> = new Set(["LoadBalancer", "NodePort"]);

/** Container ports by name of the pods that labels in a namespace select. */
export type FindPorts = (
  namespace: string,
  labels: Readonly<Record<string, string>>,
  name: string,
) => number[];

/** Where a Service is reached from outside the cluster; what only a deployment can tell is noted. */
export function exposuresOf(service: Value): Value[] {
  const spec = service.at("spec");
  const type = spec.at("type");
  const addresses = spec.at("externalIPs");
  return [
    ...(exposingTypes.has(type.text()) ? [type] : []),
    ...(addresses.items().length > 0 ? [addresses] : []),
  ];
}

/** A flow from outside to a workload. */
interface Entrance {
  readonly from: DeclaredRange;
  readonly ports: readonly PortRange[];
}

/** What of a Service that is reached from outside no declared flow from there allows. */
export function undeclaredIn(
  service: Value,
  network: DeclaredNetwork | undefined,
  find: FindPorts,
): Finding[] {
  const spec = service.at("spec");
  const namespace = service.at("metadata", "namespace");
  const selector = spec.at("selector");
  // Where nothing is declared, it does not matter whose it is.
  if (network && hasEntrances(network) && [namespace, selector].filter(waitsFor).length > 0) return [];
  const owner = namespace.unknown ? "" : (namespace.text() ?? "default");
  const labels = selector.unknown ? {} : selector.texts();
  const entrances = network ? entrancesTo(network, owner, labels) : [];
  if (entrances.length === 0)
    return exposuresOf(service).map((value) =>
      finding(value, {
        allowed: "ClusterIP without externalIPs, or a declared flow from outside to its pods",
      }),
    );
  return [
    ...withoutFlow(spec.at("externalIPs")),
    ...sourcesBeyond(spec, entrances),
    ...spec
      .at("ports")
      .items()
      .flatMap((port) => portBeyond(port, entrances, (name) => find(owner, labels, name))),
  ];
}

/** Flows say from where a load balancer is reached; an external address is reached from everywhere. */
function withoutFlow(addresses: Value): Finding[] {
  return addresses.items().length > 0 ? [finding(addresses, { allowed: "none" })] : [];
}

function hasEntrances({ flows }: DeclaredNetwork): boolean {
  return flows.some(({ from }) => typeof from !== "string" && from.outside);
}

function entrancesTo(
  { namespaces, flows }: DeclaredNetwork,
  owner: string,
  selector: Readonly<Record<string, string>>,
): Entrance[] {
  const { workloads = [] } = namespaces.find(({ name }) => name === owner) ?? {};
  const selected = new Set(
    workloads.filter((each) => isSelected(each, selector)).map(({ name }) => `${owner}/${name}`),
  );
  return flows.flatMap(({ from, to, ports }) =>
    typeof from !== "string" && from.outside && typeof to === "string" && selected.has(to)
      ? [{ from, ports }]
      : [],
  );
}

/** Whether everything that the selector finds is the workload's. */
function isSelected({ labels }: DeclaredWorkload, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => selector[key] === value);
}

function sourcesBeyond(spec: Value, entrances: readonly Entrance[]): Finding[] {
  // A node port has no sources of its own: the policy decides.
  if (spec.at("type").text() !== "LoadBalancer") return [];
  const sources = spec.at("loadBalancerSourceRanges");
  const declared = rangesOf(entrances.flatMap(({ from }) => from.cidrs));
  const isDeclared = (text: string | undefined) => {
    const range = parseCidr(text ?? "");
    return range !== undefined && subtractRanges([range], declared).length === 0;
  };
  const allowed = "ranges that declared flows come from";
  const items = sources.items();
  if (items.length > 0)
    return items
      .filter((item) => !isDeclared(item.text()) && !item.unknown)
      .map((item) => finding(item, { allowed }));
  // https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/: none are all.
  return sources.unknown || isDeclared("0.0.0.0/0") ? [] : [finding(sources, { allowed })];
}

function portBeyond(
  port: Value,
  entrances: readonly Entrance[],
  find: (name: string) => number[],
): Finding[] {
  const target = port.at("targetPort");
  const number = port.at("port");
  const numbers = target.present ? targetsOf(target, find) : [number.number() ?? 0];
  if (target.unknown || (!target.given && number.unknown)) return [];
  const protocol = port.at("protocol").text() ?? "TCP";
  const isDeclared = (each: number) =>
    entrances.some(({ ports }) =>
      ports.some((range) => range.protocol === protocol && range.port <= each && each <= range.endPort),
    );
  if (port.at("protocol").unknown || (numbers.length > 0 && numbers.every(isDeclared))) return [];
  return [
    finding(target.given ? target : number, { allowed: "ports of declared flows from outside to its pods" }),
  ];
}

/** A target is a number, the text of one, or a name; a name that no pod has leads nowhere, and is not declared. */
function targetsOf(target: Value, find: (name: string) => number[]): number[] {
  const number = target.number();
  if (number !== undefined) return [number];
  const text = target.text() ?? "";
  return /^\d+$/.test(text) ? [Number(text)] : find(text);
}
