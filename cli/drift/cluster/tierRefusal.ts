import { refusalText, type ClusterClient } from "./clusterClient.js";
import type { ServedKind } from "./listObjects.js";

/**
 * Why a list of Calico's tiered policies may not be the whole of it. Calico's own API server leaves out, without a word,
 * the policies of tiers that the reader may not see; asked for these tiers by name, it refuses. One question for all of
 * them, and one object in its answer: an API server that knows no such permissions refuses nobody.
 * https://github.com/projectcalico/calico/blob/v3.32.0/apiserver/pkg/registry/projectcalico/util/rbac.go
 *
 * @param tiers names of those that there are
 * @returns undefined where everything was shown
 */
export async function tierRefusal(
  client: ClusterClient,
  { base, plural }: ServedKind,
  tiers: readonly string[],
): Promise<string | undefined> {
  // A Calico without tiers has no permissions of theirs.
  if (tiers.length === 0) return undefined;
  const selector = encodeURIComponent(`projectcalico.org/tier in (${tiers.join(",")})`);
  const answer = await client.request("GET", `${base}/${plural}?limit=1&labelSelector=${selector}`);
  return answer.status === 200 ? undefined : refusalText(answer);
}
