import { showValue } from "../../problems/problem.js";
import type { ChangedTraffic } from "../../reachability/questions/diff/difference.js";
import { isWidening, type DiffReport, type Reported } from "../reach/diffReport.js";
import { trafficText } from "../reporters/reach/trafficText.js";
import { shownTraffic } from "./shownTraffic.js";
import type { ConsequencesReport, ResourceChange } from "./report.js";

/** More than this, nobody reads before he looks at the preview itself. */
const mostDifferences = 50;

/**
 * What a deployment would do now that was not among what was reviewed: one sentence each. That less is to be done than
 * was reviewed, because some of it is done, is no difference in kind.
 */
export function differencesInKind(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const all = [
    ...stackDifferences(reviewed, now),
    ...changeDifferences(reviewed, now),
    ...policyDifferences(reviewed, now),
    ...networkDifferences(reviewed, now),
    ...pinDifferences(reviewed, now),
  ];
  const more = all.length - mostDifferences;
  return [...all.slice(0, mostDifferences), ...(more > 0 ? [`and ${more} more`] : [])];
}

function stackDifferences(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  return [
    ...(reviewed.stack === now.stack
      ? []
      : [`stack ${showValue(now.stack)} would be deployed; reviewed: stack ${showValue(reviewed.stack)}`]),
    // Of what was not previewed to its end, nobody has seen the rest.
    ...(reviewed.verdict === "failed" ? ["what was reviewed is no whole preview: it failed"] : []),
  ];
}

function changeDifferences(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const before = new Map(reviewed.changes.map((change) => [change.urn, change]));
  return now.changes.flatMap((change) => {
    const known = before.get(change.urn);
    const what = `${change.type} ${change.name}`;
    if (!known) return [`${what} would be ${done(change)}; reviewed: it stays as it is`];
    if (known.action !== change.action || (change.order !== undefined && known.order !== change.order))
      return [`${what} would be ${done(change)}; reviewed: it would be ${done(known)}`];
    const paths = change.properties.filter((path) => !known.properties.some((seen) => isWithin(path, seen)));
    return paths.length === 0
      ? []
      : [`${what} would be ${done(change)} in ${paths.join(", ")}; reviewed: these stay as they are`];
  });
}

/** Whether a path is another one, or leads to something inside of it. */
function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

const participles = { replace: "replaced", delete: "deleted", create: "created", update: "updated" } as const;

function done({ action, order }: ResourceChange): string {
  return order === "delete-before-create" ? `${participles[action]}, deleted first` : participles[action];
}

function policyDifferences(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const key = ({ rule, urn = "" }: ConsequencesReport["policies"]["findings"][number]) => `${rule} ${urn}`;
  const before = new Set(reviewed.policies.findings.map(key));
  const found = now.policies.findings.filter(
    (finding) => finding.kind === "violation" && finding.level === "mandatory" && !before.has(key(finding)),
  );
  return found.map(({ rule, message }) => `policy ${rule} refuses it: ${message}; reviewed: it did not`);
}

function networkDifferences(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const broken = new Set(reviewed.network.broken);
  const before = new Set(changed(reviewed.network.difference));
  const known = new Set(unknownOf(reviewed));
  const unknown = unknownOf(now).filter((text) => !known.has(text));
  return [
    ...now.network.broken
      .filter((text) => !broken.has(text))
      .map((text) => `this would break, which what was reviewed did not: ${text}`),
    ...changed(now.network.difference)
      .filter((text) => !before.has(text))
      .map((text) => `${text}; reviewed: it does not`),
    ...(unknown.length > 0
      ? [`not all of the network is known now (${unknown.join("; ")}); reviewed: it was`]
      : []),
  ];
}

/** What nobody knew, one by one: a policy that is not known hides what it opens, whatever else was not known before. */
function unknownOf({ network: { unknown } }: ConsequencesReport): string[] {
  return unknown === undefined ? [] : unknown.split("; ");
}

function changed(difference: DiffReport | undefined): string[] {
  const { connections = [], within = [] } = difference ?? {};
  return [
    ...connections.flatMap((change) => changesOf(`${change.from} -> ${change.to}`, change)),
    ...within.flatMap((change) => changesOf(`${change.workload} -> itself`, change)),
  ];
}

function changesOf(ends: string, change: ChangedTraffic & Reported): string[] {
  const how = change.declared ? "" : ", which no flow declares";
  return [
    ...(isWidening(change) ? [`${ends} ${shownTraffic(change)} would open${how}`] : []),
    ...(change.removed ? [`${ends} ${trafficText(change.removed)} would close`] : []),
  ];
}

function pinDifferences(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const before = new Map(reviewed.pins.map((pin) => [pin.name, pin]));
  return now.pins.flatMap(({ name, to }) => {
    const known = before.get(name);
    if (known && known.to === to) return [];
    const what = `${name} would be ${to ?? "gone"}`;
    return [`${what}; reviewed: ${known ? (known.to ?? "gone") : "it stays as it is"}`];
  });
}
