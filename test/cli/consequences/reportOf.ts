import type { ConsequencesReport } from "../../../cli/consequences/report.js";

/** Ends of connections are on one line each: a report that has others is not read. */
const onOneLine = (text: string) => text.replace(/\n/g, " ");

/** A report in which every text that somebody else may have written is this one. */
export function reportOf(text: string): ConsequencesReport {
  const flows = { added: [text], removed: [text] };
  const decision = {
    kind: "rule",
    policies: [{ policy: text, place: text }],
    rule: text,
    action: text,
    tier: text,
  } as const;
  const causes = {
    added: [{ direction: "ingress", before: decision, now: decision }],
    removed: [{ direction: "egress", before: decision, now: decision }],
  } as const;
  const traffic = { allow: { TCP: [[80, 80]] }, icmp: [text] } as const;
  const ends = { from: onOneLine(text), fromKind: text, to: onOneLine(text), toKind: text };
  const change = {
    urn: `urn:pulumi:dev::basalt::${text}::${text}`,
    type: text,
    name: text,
    properties: [text],
  };
  const finding = { rule: text, urn: change.urn, message: text };
  return {
    version: 1,
    stack: "dev",
    source: "plan",
    base: text,
    verdict: "blocked",
    failures: [onOneLine(text)],
    changes: [
      { ...change, action: "replace", nodes: true, order: "create-before-delete" },
      { ...change, action: "update", nodes: false },
    ],
    unchanged: 1,
    policies: {
      findings: [
        { ...finding, severity: "critical", level: "mandatory", kind: "violation" },
        { ...finding, severity: "low", level: "advisory", kind: "violation" },
        { ...finding, severity: "low", level: "advisory", kind: "undecided" },
      ],
      exceptions: [{ rule: text, resource: text, reason: text, expires: text, expired: false, used: true }],
    },
    network: {
      difference: {
        version: 1,
        base: text,
        head: text,
        widened: true,
        undeclared: true,
        connections: [
          { ...ends, change: "added", added: traffic, causes, flows },
          { ...ends, fromKind: "External", change: "removed", removed: traffic, causes, flows },
          { ...ends, change: "changed", certainty: "lost" },
        ],
        within: [],
        newWorkloads: [{ workload: text, kind: text }],
        goneWorkloads: [],
        workloads: [{ workload: text, kind: text }],
        withoutCauses: 0,
        families: ["IPv4"],
        addresses: { pods: [text], nodes: [text] },
        notes: [{ id: text, text, place: text }],
        skipped: { [text]: 1 },
      },
      broken: [text],
      unknown: text,
    },
    pins: [{ name: text, from: text, to: text, fromAgeDays: 1, toAgeDays: 2 }],
  };
}
