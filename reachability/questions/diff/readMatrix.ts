import type { Problem } from "../../../problems/problem.js";
import type { Manifest } from "../../model/manifest.js";
import { Field } from "../../read/field.js";
import { compareRanges, type AddressRange } from "../../sets/addresses.js";
import { outsideKind, type Connection, type Matrix, type WithinWorkload } from "../matrix.js";
import { parseRange } from "./parseRange.js";
import { readText, readTraffic, trafficKeys } from "./readTraffic.js";

/** A saved matrix; where there are problems, it is not the one that was saved, and must not be used. */
export interface ReadMatrix {
  readonly matrix: Matrix;
  readonly problems: readonly Problem[];
}

/**
 * Reads what `basalt reach --json` wrote, and trusts nothing in it. What else stands beside the connections is passed
 * over: later versions may say more there.
 */
export function readMatrix(saved: Manifest): ReadMatrix {
  const problems: Problem[] = [];
  const document = Field.of(saved, problems);
  if (!document.isMapping() || document.at("version").value !== 1) {
    if (!document.present) document.refuse("what `basalt reach --json` writes");
    else document.at("version").refuse("1: what `basalt reach --json` writes");
    return { matrix: { version: 1, connections: [], within: [] }, problems };
  }
  const list = document.at("connections");
  if (!list.present) list.refuse("a list of connections");
  const connections = list.items().map(readConnection);
  const within = document.at("within").items().map(readWithin);
  const known = new Set<string>();
  const once = (field: Field, key: string) => {
    if (known.has(key)) field.refuse("each pair once", "a pair again");
    known.add(key);
  };
  const ranges = new Map<string, { readonly field: Field; readonly range: AddressRange }[]>();
  for (const { field, connection } of connections.filter((each) => each !== undefined)) {
    const { from, fromKind, to, toKind } = connection;
    once(field, `${fromKind} ${from} ${toKind} ${to}`);
    const [workload, text] =
      fromKind === outsideKind ? [`${toKind} ${to}`, from] : [`to ${fromKind} ${from}`, to];
    const range = parseRange(text);
    if (!range || (fromKind !== outsideKind && toKind !== outsideKind)) continue;
    const own = ranges.get(workload);
    if (own) own.push({ field, range });
    else ranges.set(workload, [{ field, range }]);
  }
  for (const own of ranges.values()) refuseOverlaps(own);
  for (const { field, item } of within.filter((each) => each !== undefined))
    once(field, `${item.kind} ${item.workload}`);
  return {
    matrix: {
      version: 1,
      connections: connections.flatMap((each) => each?.connection ?? []),
      within: within.flatMap((each) => each?.item ?? []),
    },
    problems,
  };
}

function readConnection(field: Field): { field: Field; connection: Connection } | undefined {
  if (!isItem(field, ["from", "fromKind", "to", "toKind", ...trafficKeys, "uncertain"])) return undefined;
  const from = readEnd(field, "from");
  const to = readEnd(field, "to");
  const uncertain = field.at("uncertain");
  if (uncertain.present && uncertain.value !== true) uncertain.refuse("true, or nothing");
  const traffic = readTraffic(field);
  if (!from || !to) return undefined;
  if (from.kind === outsideKind && to.kind === outsideKind) {
    field.at("toKind").refuse("one end in the cluster at least");
    return undefined;
  }
  if (from.name === to.name && from.kind === to.kind) field.at("to").refuse("another workload than `from`");
  return {
    field,
    connection: {
      from: from.name,
      fromKind: from.kind,
      to: to.name,
      toKind: to.kind,
      ...traffic,
      ...(uncertain.present ? { uncertain: true } : {}),
    },
  };
}

function readWithin(field: Field): { field: Field; item: WithinWorkload } | undefined {
  if (!isItem(field, ["workload", "kind", ...trafficKeys])) return undefined;
  const name = readName(field.at("workload"));
  const kind = readKind(field.at("kind"));
  const traffic = readTraffic(field);
  return name === undefined || kind === undefined
    ? undefined
    : { field, item: { workload: name, kind, ...traffic } };
}

/** Whether it is a mapping; keys that it must not have are reported: they may change what the others mean. */
function isItem(field: Field, keys: readonly string[]): boolean {
  if (!field.present) field.refuse("a mapping");
  field.only(keys);
  return field.isMapping();
}

function readEnd(
  field: Field,
  side: "from" | "to",
): { readonly name: string; readonly kind: string } | undefined {
  const kind = readKind(field.at(`${side}Kind`));
  if (kind === undefined) return undefined;
  if (kind !== outsideKind) {
    const name = readName(field.at(side));
    return name === undefined ? undefined : { name, kind };
  }
  const name = readText(field.at(side), "an address range such as 10.0.0.0-10.0.0.255");
  if (name === undefined) return undefined;
  if (parseRange(name)) return { name, kind };
  field.at(side).refuse("an address range such as 10.0.0.0-10.0.0.255");
  return undefined;
}

function readName(field: Field): string | undefined {
  const allowed = "a workload such as shop/web";
  const name = readText(field, allowed);
  if (name === undefined || /^[^/{}\s]+\/[^/{}\s]+(\{[^]*\})?$/.test(name)) return name;
  field.refuse(allowed);
  return undefined;
}

function readKind(field: Field): string | undefined {
  const kind = readText(field, "a kind such as Deployment");
  if (kind === undefined || /^[A-Za-z]+$/.test(kind)) return kind;
  field.refuse("a kind such as Deployment");
  return undefined;
}

/** Ranges of one workload in one direction are disjoint: else what is in two of them has two answers. */
function refuseOverlaps(own: { readonly field: Field; readonly range: AddressRange }[]): void {
  const sorted = own.sort((a, b) => compareRanges(a.range, b.range));
  for (const [index, { field, range }] of sorted.entries()) {
    const previous = sorted[index - 1]?.range;
    if (previous?.family === range.family && range.first <= previous.last)
      field.refuse("ranges of one workload that are disjoint", "a range that overlaps another");
  }
}
