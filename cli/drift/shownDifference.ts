import { shorten } from "../../problems/problem.js";
import type { LiveRole } from "./cluster/liveKinds.js";
import type { Difference } from "./compare/differences.js";
import type { ReportedDifference } from "./report.js";

/** Texts in the objects of these roles are names, addresses and ports. Of workloads they may be anything. */
const plainRoles: ReadonlySet<LiveRole> = new Set<LiveRole>(["policy", "namespace", "entry"]);

/** Texts of workloads, and of settings, that are names. */
const plainTexts =
  /(\.|^)(image|imagePullPolicy|serviceAccountName|runtimeClassName|schedulerName|restartPolicy|dnsPolicy|priorityClassName|type|protocol|name|level|role|chainInsertMode|workloadSourceSpoofing|interfacePrefix|autoCreate|registry|digest)$|(^|\.)labels[.[]|\.capabilities\./;

/** Longest that a value is shown. */
const longest = 120;

/** A difference as a report may show it: an argument, a variable or a note may hold a secret, and is not shown. */
export function shownDifference(
  { path, change, declared, live }: Difference,
  role: LiveRole,
): ReportedDifference {
  const show = (value: unknown) => {
    if (value === undefined) return undefined;
    if (typeof value === "boolean" || typeof value === "number") return String(value);
    if (path.startsWith("metadata.annotations")) return undefined;
    if (plainRoles.has(role)) return shorten(JSON.stringify(value), longest);
    return typeof value === "string" && plainTexts.test(path) ? shorten(value, longest) : undefined;
  };
  const [ours, theirs] = [show(declared), show(live)];
  return {
    path,
    change,
    ...(ours === undefined ? {} : { declared: ours }),
    ...(theirs === undefined ? {} : { live: theirs }),
  };
}
