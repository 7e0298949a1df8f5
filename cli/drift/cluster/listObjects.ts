import { setTimeout as wait } from "node:timers/promises";
import { refusalText, type ClusterClient } from "./clusterClient.js";
import { isObject, listOf, mappingOf, type KubernetesObject } from "./kubernetesObject.js";
import type { LiveKind } from "./liveKinds.js";
import type { LiveObject } from "./readLive.js";

/** Where an API server has the objects of a kind. */
export interface ServedKind {
  /** `/apis/apps/v1` */
  readonly base: string;
  readonly plural: string;
}

/** Objects of one answer: large clusters have more than fits in one. */
const pageSize = 500;

/** How often a list is begun again whose pages have expired meanwhile. */
const attempts = 3;

const retrySeconds = 1;

/**
 * All objects of a kind, or why they could not be read. What is no list, or not the whole of one, is a reason: an empty
 * one would say that nothing is there.
 */
export async function listObjects(
  client: ClusterClient,
  { base, plural }: ServedKind,
  apiVersion: string,
  kind: LiveKind,
): Promise<LiveObject[] | string> {
  let reason = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found: LiveObject[] = [];
    let next = "";
    do {
      const query = `limit=${pageSize}${next === "" ? "" : `&continue=${encodeURIComponent(next)}`}`;
      const answer = await client.request("GET", `${base}/${plural}?${query}`);
      // Pages that expired, and a kind that was defined just now.
      if (answer.status === 410 || answer.status === 429) {
        reason = refusalText(answer);
        await wait(retrySeconds * 1000);
        break;
      }
      if (answer.status !== 200) return refusalText(answer);
      const { items, metadata } = mappingOf(answer.body);
      if (!Array.isArray(items)) return `GET ${base}/${plural}: it answered no list`;
      for (const item of listOf(items)) {
        // The items of a list do not repeat what they are.
        const object = { ...mappingOf(item), apiVersion, kind: kind.kind };
        if (!isObject(object)) return "an object without a name was among them";
        found.push({ object, kind, path: pathOf(base, plural, object) });
      }
      const { continue: token, remainingItemCount } = mappingOf(metadata);
      const after = typeof token === "string" ? token : "";
      if (after !== "" && after === next) return "its pages do not end";
      next = after;
      if (next === "" && Number(remainingItemCount ?? 0) !== 0)
        return `${String(remainingItemCount)} more are there, and no way to them was told`;
      if (next === "") return found;
    } while (next !== "");
  }
  return `${reason} (${attempts} times)`;
}

/** Where the API server has an object. */
function pathOf(base: string, plural: string, { metadata }: KubernetesObject): string {
  const within =
    metadata.namespace === undefined ? "" : `/namespaces/${encodeURIComponent(metadata.namespace)}`;
  return `${base}${within}/${plural}/${encodeURIComponent(metadata.name)}`;
}
