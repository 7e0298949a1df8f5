import type { AddressPeer } from "../flows/flow.js";
import { cidr } from "./cidr.js";
import type { ExposedPort, Exposure, RenderedWorkload, Workload } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { lookUp } from "./lookUp.js";
import { isPrivate } from "./ranges.js";
import type { Report } from "./report.js";
import { pairKey, type PlacedFlow } from "./resolveFlows.js";

/** Longest name of a Service, which is a DNS label. */
const longestService = 63;

/**
 * How each workload of a namespace is reached from outside: one Service for each range that flows come from,
 * so that none admits what another one's flow does.
 */
export function resolveExposures(
  workload: Workload,
  flows: readonly PlacedFlow[],
  environment: Environment,
  report: Report,
): Workload {
  if (!workload.rendered) {
    for (const { flow, index, tls } of flows) {
      if (
        tls !== undefined &&
        flow.from.kind === "addresses" &&
        flow.to.kind === "workload" &&
        flow.to.workload === workload.name
      ) {
        report(
          ["flows", index, "tls"],
          "a certificate for a workload that Basalt does not render",
          "tls only for rendered workloads, whose load balancer Basalt makes",
        );
      }
    }
    return workload;
  }
  const sources = new Map<string, { readonly from: AddressPeer; readonly placed: PlacedFlow[] }>();
  for (const placed of flows) {
    const { from, to } = placed.flow;
    if (from.kind !== "addresses" || to.kind !== "workload" || to.workload !== workload.name) continue;
    const source = sources.get(from.name) ?? { from, placed: [] };
    source.placed.push(placed);
    sources.set(from.name, source);
  }
  return {
    ...workload,
    exposures: [...sources.values()].map(({ from, placed }) =>
      exposureOf(workload, from, placed, environment, report),
    ),
  };
}

function exposureOf(
  workload: RenderedWorkload,
  from: AddressPeer,
  placed: readonly PlacedFlow[],
  environment: Environment,
  report: Report,
): Exposure {
  const at = (index: number, field: string[], found: string, allowed: string) =>
    report(["flows", index, ...field], found, allowed);
  const { index: first, flow: firstFlow } = placed[0]!;
  const service = `${workload.name}-from-${from.name}`;
  if (service.length > longestService)
    at(
      first,
      ["from"],
      `names that make a Service of ${service.length} characters (${service})`,
      `at most ${longestService}; shorten the range's name`,
    );

  const listeners = new Map<number, ExposedPort>();
  for (const { flow, index, tls } of placed) {
    if (pairKey(flow) !== pairKey(firstFlow))
      at(
        index,
        ["from"],
        `${from.name} with another CIDR than in flows[${first}]`,
        "one range under each name; its Service admits no other",
      );
    const arn = tls === undefined ? undefined : lookUp(environment.certificates, tls);
    const certificate = arn === "none" ? undefined : arn;
    if (tls !== undefined && flow.ports.length !== 1)
      at(
        index,
        ["tls"],
        `a certificate for ${flow.ports.length} ports`,
        "one port, which the load balancer serves as 443",
      );
    for (const target of flow.ports) {
      if (target.protocol === "SCTP")
        at(index, ["ports"], "an SCTP port", "TCP or UDP, which load balancers carry");
      if (tls !== undefined && target.protocol !== "TCP")
        at(index, ["tls"], `a certificate for a ${target.protocol} port`, "a TCP port");
      const port = workload.ports.find(
        (candidate) => candidate.port === target.port && candidate.protocol === target.protocol,
      )!;
      const listener = certificate === undefined ? port.service : 443;
      const twin = listeners.get(listener);
      if (
        twin &&
        (twin.target.port !== target.port ||
          twin.target.protocol !== target.protocol ||
          twin.certificate !== certificate)
      ) {
        at(
          index,
          [],
          `port ${listener} of the load balancer for a second purpose`,
          "each port of a load balancer once",
        );
      }
      listeners.set(listener, { name: port.name, listener, target, certificate });
    }
  }
  const ports = [...listeners.values()];
  const protocols = new Set(ports.map(({ target }) => target.protocol));
  if (protocols.size > 1)
    at(
      first,
      ["ports"],
      `${[...protocols].join(" and ")} from ${from.name}`,
      "one protocol for each range; the cloud controller mixes none",
    );
  const scheme = from.cidrs.every((source) => isPrivate(cidr(source))) ? "internal" : "internet-facing";
  return { service, sources: from.cidrs, scheme, ports };
}
