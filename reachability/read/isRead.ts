import { adminPolicyKinds } from "./adminPolicies/readAdminPolicies.js";
import { calicoKinds } from "./calico/readCalico.js";
import { kubernetesKinds } from "./kubernetesKinds.js";
import { groupOf } from "./metadata.js";

const kinds = new Map<string, Set<string>>();
for (const name of Object.keys({ ...kubernetesKinds, ...adminPolicyKinds, ...calicoKinds })) {
  const slash = name.lastIndexOf("/");
  const kind = name.slice(slash + 1);
  kinds.set(kind, (kinds.get(kind) ?? new Set()).add(groupOf(name.slice(0, slash))));
}

/** Whether objects of a kind say something about the network, in some version; of another group is another kind. */
export function isRead(group: string, kind: string): boolean {
  return kinds.get(kind)?.has(group) ?? false;
}
