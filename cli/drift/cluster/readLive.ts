import { setTimeout as wait } from "node:timers/promises";
import { UnreachableError } from "../../../lifecycle/kubernetesApi.js";
import { refusalText, type ClusterAnswer, type ClusterClient } from "./clusterClient.js";
import { isMapping, isObject, listOf, mappingOf, type KubernetesObject } from "./kubernetesObject.js";
import { groupOf, kindTitle, liveKinds, type LiveKind } from "./liveKinds.js";

/** An object of the cluster. */
export interface LiveObject {
  readonly object: KubernetesObject;
  readonly kind: LiveKind;
  /** Where the API server has it: `/apis/apps/v1/namespaces/shop/deployments/web`. */
  readonly path: string;
}

/** What could not be looked at; whoever says "clean" of the rest must say this, too. */
export interface Unread {
  readonly what: string;
  readonly reason: string;
}

/** What a cluster has. */
export interface LiveCluster {
  readonly objects: readonly LiveObject[];
  readonly unread: readonly Unread[];
}

/** Objects of one answer: large clusters have more than fits in one. */
const pageSize = 500;

/** How often a list is begun again whose pages have expired meanwhile. */
const attempts = 3;

const retrySeconds = 1;

/**
 * Reads every object that decides what runs and who can talk to whom.
 *
 * @throws UnreachableError where the API server does not answer at all
 */
export async function readLive(client: ClusterClient): Promise<LiveCluster> {
  const served = new Map<string, readonly string[]>([["", ["v1"]]]);
  const groups = await client.request("GET", "/apis");
  if (groups.status !== 200) throw new UnreachableError(`GET /apis: ${refusalText(groups)}`);
  for (const group of listOf(mappingOf(groups.body)["groups"]).filter(isMapping))
    served.set(
      String(group["name"]),
      listOf(group["versions"]).map((version) => String(mappingOf(version)["version"])),
    );
  const discovery = new Discovery(client);
  const objects: LiveObject[] = [];
  const unread: Unread[] = [];
  for (const kind of liveKinds) {
    const read = await readKind(client, discovery, kind, served);
    for (const object of read.objects) objects.push(object);
    unread.push(...read.unread);
  }
  return { objects, unread };
}

/** What each group and version serves; asked for once each. */
class Discovery {
  private readonly answers = new Map<string, Promise<ClusterAnswer>>();

  constructor(private readonly client: ClusterClient) {}

  /** The plural of a kind, and whether it is in namespaces; undefined where it is not served; a text: why nobody knows. */
  async find(groupVersion: string, kind: string): Promise<Resource | undefined | string> {
    const path = groupVersion.includes("/") ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    const asked = this.answers.get(path) ?? this.client.request("GET", path);
    this.answers.set(path, asked);
    const answer = await asked;
    if (answer.status !== 200) return refusalText(answer);
    const found = listOf(mappingOf(answer.body)["resources"])
      .filter(isMapping)
      .find((resource) => resource["kind"] === kind && !String(resource["name"]).includes("/"));
    return found && { base: path, plural: String(found["name"]) };
  }
}

interface Resource {
  readonly base: string;
  readonly plural: string;
}

async function readKind(
  client: ClusterClient,
  discovery: Discovery,
  kind: LiveKind,
  served: ReadonlyMap<string, readonly string[]>,
): Promise<LiveCluster> {
  const name = kindTitle(kind);
  const reasons: string[] = [];
  for (const groupVersion of candidates(kind, served)) {
    const resource = await discovery.find(groupVersion, kind.kind);
    if (resource === undefined) continue;
    const read = typeof resource === "string" ? resource : await list(client, resource, groupVersion, kind);
    if (typeof read !== "string") return { objects: read, unread: [] };
    reasons.push(read);
  }
  if (reasons.length > 0) return { objects: [], unread: [{ what: name, reason: reasons.join("; ") }] };
  const unknown = (served.get(kind.group) ?? []).filter((version) => !kind.versions.includes(version));
  for (const version of unknown) {
    // Of a version that nobody here understands: it is there, and may open anything.
    const resource = await discovery.find(`${kind.group}/${version}`, kind.kind);
    if (resource !== undefined)
      return {
        objects: [],
        unread: [
          {
            what: name,
            reason: `served as ${unknown.join(", ")}, understood as ${kind.versions.join(", ")}`,
          },
        ],
      };
  }
  return { objects: [], unread: [] };
}

/** Groups with versions under which a kind is looked for, best first. */
function candidates(
  { group, versions, stored }: LiveKind,
  served: ReadonlyMap<string, readonly string[]>,
): string[] {
  const own = versions.filter((version) => served.get(group)?.includes(version));
  const kept = stored && served.get(stored.group)?.includes(stored.version) ? [stored] : [];
  return [
    ...own.map((version) => (group === "" ? version : `${group}/${version}`)),
    ...kept.map((each) => `${each.group}/${each.version}`),
  ];
}

/** All objects of a kind, or why they could not be read. */
async function list(
  client: ClusterClient,
  { base, plural }: Resource,
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
      const items = listOf(mappingOf(answer.body)["items"]);
      for (const item of items) {
        // The items of a list do not repeat what they are.
        const object = { ...mappingOf(item), apiVersion, kind: kind.kind };
        if (!isObject(object)) return "an object without a name was among them";
        found.push({ object, kind, path: pathOf(base, plural, object) });
      }
      const token = mappingOf(mappingOf(answer.body)["metadata"])["continue"];
      next = typeof token === "string" ? token : "";
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

/** Whether an object is in the form in which Calico stores it. */
export function isStored({ object, kind }: LiveObject): boolean {
  return groupOf(object.apiVersion) !== kind.group;
}
