import { parseRange } from "../../../reachability/questions/diff/parseRange.js";
import type { Basis, ReportedNote } from "../../reach/basis.js";
import { counted } from "./counted.js";
import { rangeName } from "./outsideName.js";

/** How many notes of one kind are told in full. */
const mostOfAKind = 5;

/** What the answer rests on, as texts: what was assumed, what has no effect, what was left out. */
export function noteTexts({ notes, addresses, skipped }: Omit<Basis, "families">): string[] {
  return [...assumptions(addresses), ...told(notes), ...left(skipped)];
}

function assumptions({ pods, podsAssumed, nodesAssumed }: Basis["addresses"]): string[] {
  // Calico's own default has none.
  const ipv6 = pods.filter((text) => text.includes(":"));
  const ipv4 = pods.filter((text) => !text.includes(":"));
  return [
    ...(podsAssumed
      ? [
          `Nobody says where pods are: assumed ${ipv4.map(shownRange).join(", ")}, Calico's default. Rules by address depend on it; --pod-cidr says it.`,
        ]
      : []),
    ...(podsAssumed && ipv6.length > 0
      ? [
          `Nobody says whether pods have IPv6, and something here does: assumed that they may, in ${ipv6.map(shownRange).join(", ")}. --pod-cidr says it.`,
        ]
      : []),
    ...(nodesAssumed
      ? ["Nobody says where nodes are: assumed anywhere in the private ranges. --node-cidr says it."]
      : []),
  ];
}

function shownRange(text: string): string {
  const range = parseRange(text);
  return range ? rangeName(range) : text;
}

function told(notes: readonly ReportedNote[]): string[] {
  const byKind = new Map<string, ReportedNote[]>();
  for (const note of notes) byKind.set(note.id, [...(byKind.get(note.id) ?? []), note]);
  return [...byKind].flatMap(([id, own]) => {
    const shown = own.slice(0, mostOfAKind);
    const more = own.length - shown.length;
    return [
      ...shown.map(({ text, place }) => (place === undefined ? text : `${place}: ${text}`)),
      ...(more > 0 ? [`${more} more of ${id}; --json tells them`] : []),
    ];
  });
}

function left(skipped: Basis["skipped"]): string[] {
  const kinds = Object.entries(skipped);
  if (kinds.length === 0) return [];
  const total = kinds.reduce((sum, [, times]) => sum + times, 0);
  const shown = kinds.slice(0, mostOfAKind).map(([kind, times]) => `${times} ${kind}`);
  const more = kinds.length - shown.length;
  const list = [...shown, ...(more > 0 ? [counted(more, "more kind")] : [])].join(", ");
  return [
    `Skipped ${counted(total, "object that says", "objects that say")} nothing about the network: ${list}`,
  ];
}
