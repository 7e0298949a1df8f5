import type { EksCluster } from "../../config/environmentSchema.js";
import type { Check } from "./check.js";

/** Who AWS says that these credentials are. */
export interface Caller {
  readonly account: string;
  /** Of a role it has the session: `arn:aws:sts::111122223333:assumed-role/name/session`. */
  readonly arn: string;
}

/** The account has to be the declaration's: the provider would refuse another one too, but after the preview's minutes. */
export function checkAccount(caller: Caller, { account }: EksCluster): Check {
  if (caller.account === account)
    return { name: "credentials", status: "ok", found: `valid, of account ${account}` };
  return {
    name: "credentials",
    status: "failed",
    found: `credentials of account ${caller.account}`,
    todo: `take those of ${account}, which basalt:cluster.account names`,
  };
}

/**
 * Half of an update goes to the Kubernetes API, which knows the deployer and the admins only.
 *
 * @param exists whether the cluster does; undefined where nobody knows
 * @param updates whether an update follows as this identity; one that only looks may have been given access elsewhere
 */
export function checkIdentity(
  caller: Caller,
  cluster: EksCluster,
  exists: boolean | undefined,
  updates: boolean,
): Check {
  const { deployer, admins } = cluster;
  if (isSame(caller, deployer))
    return { name: "identity", status: "ok", found: `${deployer}, the deployer of the declaration` };
  const admin = admins.find((arn) => isSame(caller, arn));
  if (exists === false)
    return {
      name: "identity",
      status: updates ? "failed" : "unknown",
      found: `${caller.arn}, and there is no cluster ${cluster.name} yet`,
      todo: `create it as ${deployer}: EKS makes whoever creates a cluster an administrator of it, and basalt:cluster.deployer says who that is`,
    };
  if (admin !== undefined)
    return { name: "identity", status: "ok", found: `${admin}, an admin of the declaration` };
  return {
    name: "identity",
    status: updates ? "failed" : "unknown",
    found: `${caller.arn}, which the cluster's API does not know`,
    todo: `deploy as ${deployer}, or add it to basalt:cluster.admins first`,
  };
}

/** A session names its role without the path. */
function isSame({ arn }: Caller, declared: string): boolean {
  if (arn === declared) return true;
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  const [, of, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(declared) ?? [];
  return account !== undefined && account === of && role === name;
}
