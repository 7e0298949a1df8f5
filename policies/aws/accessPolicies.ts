import { allHold } from "../model/conditions.js";
import type { Value } from "../model/value.js";

/** Policies of AWS that, for a whole cluster, let their principal take over all of it. */
const adminPolicies = new Set(["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy"]);

/** What gives a principal a policy of AWS's in a cluster. */
export interface PolicyGrant {
  readonly principalArn: Value;
  readonly policyArn: Value;
  /** Its type, cluster or namespace, and the namespaces. */
  readonly scope: Value;
}

/** Whether a grant makes somebody whom `isDeclared` does not know an administrator. */
export function isUndeclaredAdmin(
  { principalArn, policyArn, scope }: PolicyGrant,
  isDeclared: (principal: string) => boolean,
): boolean {
  return allHold([
    [policyArn, (arn) => adminPolicies.has(arn.text()?.split("/").at(-1) ?? "")],
    [scope.at("type"), (type) => type.text() !== "namespace" || reachesSystem(scope.at("namespaces"))],
    [principalArn, (arn) => !isDeclared(arn.text() ?? "")],
  ]);
}

/**
 * Whether namespaces, which may be patterns, are those of the cluster itself: who administers kube-system reads the
 * credentials of its controllers. https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
 */
function reachesSystem(namespaces: Value): boolean {
  return namespaces.items().some((item) => matches(item.text() ?? "", "kube-system"));
}

/** Whether a pattern, whose stars stand for any text, is of a name. */
function matches(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first!) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let from = first!.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= end;
}
