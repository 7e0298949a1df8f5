import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Service } from "../../reachability/model/cluster.js";
import type { End } from "../../reachability/questions/ask.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import { mergeRanges, subtractRanges } from "../../reachability/sets/addresses.js";
import { UsageError } from "../io.js";
import type { EndText } from "./endText.js";
import { unknownName } from "./unknownName.js";

/** An end that was found, with the name by which the answer calls it. */
export interface NamedEnd {
  readonly name: string;
  readonly end: End;
}

/** What an end's text means. */
export interface FoundEnd {
  readonly ends: readonly NamedEnd[];
  /** The Service through which it is asked. */
  readonly service?: Service;
  /** What the reader should know about how the text was taken. */
  readonly remarks: readonly string[];
}

/** In front of a name, says that a Service is meant where a workload has the same name. */
const servicePrefix = "service:";

/** Looks an end up. Throws a UsageError, with names that it nearly is, where nothing has the name. */
export function findEnd(evaluation: Evaluation, option: "--from" | "--to", given: EndText): FoundEnd {
  return given.kind === "addresses"
    ? findAddresses(evaluation, option, given)
    : findName(evaluation, option, given.text);
}

function findAddresses(
  { cluster, endpoints }: Evaluation,
  option: string,
  { text, ranges }: Extract<EndText, { kind: "addresses" }>,
): FoundEnd {
  const { pods, podsAssumed } = cluster.addresses;
  const known = endpoints.flatMap((endpoint, number) =>
    endpoint.hostNetwork || !endpoint.addresses ? [] : [{ number, addresses: endpoint.addresses }],
  );
  const having = known.filter(
    ({ addresses }) => subtractRanges(addresses, ranges).length < mergeRanges(addresses).length,
  );
  // Where nobody says where pods are, an address of the default range may as well be somebody else's.
  const outside = subtractRanges(ranges, [
    ...(podsAssumed ? [] : pods),
    ...known.flatMap(({ addresses }) => addresses),
  ]);
  const ends: NamedEnd[] = [
    ...having.map(({ number }): NamedEnd => ({
      name: endpointName(endpoints[number]!),
      end: { kind: "pods", endpoint: number },
    })),
    ...(outside.length > 0 ? [{ name: text, end: { kind: "addresses", ranges: outside } } as const] : []),
  ];
  if (ends.length === 0)
    throw new UsageError(
      `${option}: found ${JSON.stringify(text)}, which is in the pods' range, and no pod that was read has it; allowed: a workload's name, or addresses outside`,
    );
  const isPart = outside.length > 0 && subtractRanges(ranges, outside).length > 0;
  return {
    ends,
    remarks: [
      ...having.map(({ number }) => `${text} is an address of ${endpointName(endpoints[number]!)}.`),
      ...(isPart ? [`Of ${text}, addresses of pods are left out.`] : []),
    ],
  };
}

function findName(evaluation: Evaluation, option: "--from" | "--to", text: string): FoundEnd {
  const { cluster, endpoints } = evaluation;
  const asService = text.startsWith(servicePrefix);
  const name = asService ? text.slice(servicePrefix.length) : text;
  const isNamed = (full: string) => full === name || full.slice(full.indexOf("/") + 1) === name;
  const services = cluster.services.filter((service) => isNamed(`${service.namespace}/${service.name}`));
  const numbers = asService
    ? []
    : [...endpoints.keys()].filter((number) => {
        const full = endpointName(endpoints[number]!);
        return isNamed(full) || isNamed(workloadOf(full));
      });
  if (numbers.length > 0) {
    refuseSeveral(
      option,
      text,
      numbers.map((number) => workloadOf(endpointName(endpoints[number]!))),
    );
    const full = workloadOf(endpointName(endpoints[numbers[0]!]!));
    const service = services.find((each) => `${each.namespace}/${each.name}` === full);
    return {
      ends: numbers.map((number) => podsEnd(evaluation, number)),
      remarks:
        service && option === "--to"
          ? [`A Service has this name, too: ${servicePrefix}${full} asks through it.`]
          : [],
    };
  }
  if (services.length > 0) {
    refuseSeveral(
      option,
      text,
      services.map((service) => `${service.namespace}/${service.name}`),
    );
    return throughService(evaluation, option, services[0]!);
  }
  const workloads = endpoints.flatMap((endpoint) => {
    const full = endpointName(endpoint);
    return [workloadOf(full), full];
  });
  const known = asService
    ? cluster.services.map((service) => `${servicePrefix}${service.namespace}/${service.name}`)
    : [...workloads, ...cluster.services.map((service) => `${service.namespace}/${service.name}`)];
  throw new UsageError(
    `${unknownName(option, text, [...new Set(known)])}\nAllowed are workloads (namespace/name), Services, IP addresses, CIDRs and internet.`,
  );
}

function podsEnd({ endpoints }: Evaluation, number: number): NamedEnd {
  return { name: endpointName(endpoints[number]!), end: { kind: "pods", endpoint: number } };
}

function refuseSeveral(option: string, text: string, found: readonly string[]): void {
  const distinct = [...new Set(found)];
  if (distinct.length > 1)
    throw new UsageError(
      `${option}: found ${JSON.stringify(text)}, which several have; allowed: one of ${distinct.slice(0, 10).join(", ")}`,
    );
}

function throughService(evaluation: Evaluation, option: string, service: Service): FoundEnd {
  const name = `${service.namespace}/${service.name}`;
  if (option === "--from")
    throw new UsageError(
      `--from: found ${JSON.stringify(name)}, a Service, which opens no connections; allowed: a workload behind it`,
    );
  const behind = evaluation.lookup.backends.endpointsBehind(service);
  const ends: NamedEnd[] = [];
  for (let i = 0; i < behind.length; i += 2)
    for (let number = behind[i]!; number <= behind[i + 1]!; number += 1)
      ends.push(podsEnd(evaluation, number));
  const addresses = mergeRanges(service.endpoints.flatMap((slice) => slice.addresses));
  if (addresses.length > 0)
    ends.push({ name: `endpoints of ${name}`, end: { kind: "addresses", ranges: addresses } });
  if (ends.length === 0)
    throw new UsageError(
      `${option}: found ${JSON.stringify(name)}, a Service with nothing behind it; allowed: a workload, or a Service that selects one`,
    );
  return { ends, service, remarks: [] };
}
