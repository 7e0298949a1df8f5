import type { Workload } from "../../model/cluster.js";
import type { ReadContext } from "../context.js";
import type { UsedLabels } from "../usedLabels.js";
import { accountLabels } from "./readServiceAccount.js";

/** Notes the service accounts that nobody defined, where a selector asks for more of them than their names. */
export function noteUnknownAccounts(
  workloads: readonly Workload[],
  used: UsedLabels,
  context: ReadContext,
): void {
  if ([...used.serviceAccounts].every((key) => Object.hasOwn(accountLabels(""), key))) return;
  const unknown = new Set<string>();
  for (const { namespace, pods } of workloads)
    for (const { serviceAccount } of pods) {
      const account = `${namespace}/${serviceAccount.name}`;
      if (!context.serviceAccounts.has(account)) unknown.add(account);
    }
  for (const account of unknown)
    context.note(
      "unknown-service-account",
      `service account ${account} is not defined in what was read: selectors on its labels are taken not to match`,
    );
}
