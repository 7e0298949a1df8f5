import { z } from "zod";
import type { ConsequencesReport } from "./report.js";

/*
 * What a report that somebody else wrote has to look like. Keys that are not known are left out, as later versions may
 * add some; nothing is longer than anybody could read.
 */

const most = { text: 20_000, message: 2_000_000, items: 50_000, listed: 2_000 } as const;

const text = z.string().max(most.text);
/** What an engine, a provider or a policy said, which may be a whole log. */
const message = z.string().max(most.message);
/** Reporters put lists of these together, one on each line. */
const end = text.regex(/^[^\n]*$/);
const texts = z.array(text).max(most.listed);
const messages = z.array(message).max(most.listed);
const count = z.int().min(0);
const items = <Item extends z.ZodType>(item: Item) => z.array(item).max(most.items);

const severity = z.enum(["critical", "high", "medium", "low"]);
const range = z.tuple([z.int().min(0).max(65_535), z.int().min(0).max(65_535)]).readonly();
const family = z.enum(["IPv4", "IPv6"]);
const traffic = z.object({
  allow: z.partialRecord(z.enum(["TCP", "UDP", "SCTP"]), z.array(range).max(most.listed)),
  icmp: z.array(text).max(most.listed).optional(),
  protocols: z.array(range).max(300).optional(),
});
const decision = z.object({
  kind: z.enum(["rule", "tier-default", "no-policy", "profile"]),
  policies: z
    .array(z.object({ policy: text, place: text }))
    .max(most.listed)
    .optional(),
  rule: text.optional(),
  action: text.optional(),
  tier: text.optional(),
});
const cause = z.object({
  direction: z.enum(["ingress", "egress"]),
  before: decision.optional(),
  now: decision.optional(),
});
const both = <Each extends z.ZodType>(each: Each) =>
  z.object({ added: z.array(each).max(most.listed), removed: z.array(each).max(most.listed) });
const changed = {
  change: z.enum(["added", "removed", "changed"]),
  added: traffic.optional(),
  removed: traffic.optional(),
  certainty: z.enum(["gained", "lost"]).optional(),
  because: z.enum(["new-workload", "gone-workload", "family-not-in-base"]).optional(),
  declared: z.literal(true).optional(),
  causes: both(cause).optional(),
  flows: both(text).optional(),
};
const workload = z.object({ workload: end, kind: text });

const difference = z.object({
  version: z.literal(1),
  base: text,
  head: text,
  widened: z.boolean(),
  undeclared: z.boolean(),
  connections: items(z.object({ from: end, fromKind: text, to: end, toKind: text, ...changed })),
  within: items(z.object({ workload: end, kind: text, ...changed })),
  newWorkloads: items(workload),
  goneWorkloads: items(workload),
  workloads: items(workload),
  withoutCauses: count,
  familiesNotInBase: z.array(family).max(2).optional(),
  families: z.array(family).max(2),
  addresses: z.object({
    pods: texts,
    podsAssumed: z.literal(true).optional(),
    nodes: texts,
    nodesAssumed: z.literal(true).optional(),
  }),
  notes: items(z.object({ id: text, text, place: text.optional() })),
  skipped: z.record(text, count),
});

/** A report. */
export const reportSchema: z.ZodType<ConsequencesReport> = z.object({
  version: z.literal(1),
  stack: z.string().regex(/^[\w.-]{1,100}$/),
  source: z.enum(["engine", "plan"]),
  commit: z.object({ id: z.string().regex(/^[0-9a-f]{7,64}$/), clean: z.boolean() }).optional(),
  base: text,
  verdict: z.enum(["failed", "blocked", "opens", "changes", "unchanged"]),
  failures: messages,
  changes: items(
    z.object({
      action: z.enum(["replace", "delete", "create", "update"]),
      urn: text,
      type: text,
      name: text,
      nodes: z.boolean(),
      order: z.enum(["create-before-delete", "delete-before-create"]).optional(),
      properties: texts,
    }),
  ),
  unchanged: count,
  policies: z.object({
    findings: items(
      z.object({
        rule: text,
        severity,
        level: z.enum(["mandatory", "advisory"]),
        kind: z.enum(["violation", "excepted", "undecided"]),
        urn: text.optional(),
        message,
      }),
    ),
    exceptions: items(
      z.object({
        resource: text,
        reason: text,
        expires: text,
        rule: text,
        expired: z.boolean(),
        used: z.boolean(),
      }),
    ),
  }),
  network: z.object({ difference: difference.optional(), broken: messages, unknown: message.optional() }),
  pins: items(
    z.object({
      name: text,
      from: text.optional(),
      to: text.optional(),
      fromAgeDays: count.optional(),
      toAgeDays: count.optional(),
    }),
  ),
  outputs: texts.optional(),
  removed: z.literal(true).optional(),
});
