import { UnreachableError } from "../../../lifecycle/kubernetesApi.js";
import { refusalText, type ClusterAnswer, type ClusterClient } from "./clusterClient.js";
import { isMapping, listOf, mappingOf, type KubernetesObject } from "./kubernetesObject.js";
import { listObjects, type ServedKind } from "./listObjects.js";
import { groupOf, kindTitle, liveKinds, type LiveKind } from "./liveKinds.js";
import { tierRefusal } from "./tierRefusal.js";

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

/**
 * Reads every object that decides what runs and who can talk to whom.
 *
 * @throws UnreachableError where the API server does not answer at all
 */
export async function readLive(client: ClusterClient): Promise<LiveCluster> {
  const served = new Map<string, readonly string[]>([["", ["v1"]]]);
  const groups = await client.request("GET", "/apis");
  if (groups.status !== 200) throw new UnreachableError(`GET /apis: ${refusalText(groups)}`);
  // A proxy's page, or half an answer: of a group that is not named, nothing would be looked for.
  const named = mappingOf(groups.body)["groups"];
  if (!Array.isArray(named)) throw new UnreachableError("GET /apis: it answered no list of groups");
  for (const group of listOf(named).filter(isMapping))
    served.set(
      String(group["name"]),
      listOf(group["versions"]).map((version) => String(mappingOf(version)["version"])),
    );
  const discovery = new Discovery(client);
  const objects: LiveObject[] = [];
  const unread: Unread[] = [];
  let tiers: readonly string[] | undefined;
  for (const kind of liveKinds) {
    const read = await readKind({ client, discovery, served, tiers }, kind);
    for (const object of read.objects) objects.push(object);
    if (kind.kind === "Tier" && read.unread.length === 0)
      tiers = read.objects.map(({ object }) => object.metadata.name);
    unread.push(...read.unread);
  }
  return { objects, unread };
}

/** What is read, and what is known of it so far. */
interface Reading {
  readonly client: ClusterClient;
  readonly discovery: Discovery;
  /** Versions by group. */
  readonly served: ReadonlyMap<string, readonly string[]>;
  /** Names of Calico's tiers, which are read before what is in them; undefined where they could not be. */
  readonly tiers: readonly string[] | undefined;
}

/** What each group and version serves; asked for once each. */
class Discovery {
  private readonly answers = new Map<string, Promise<ClusterAnswer>>();

  constructor(private readonly client: ClusterClient) {}

  /** Where a kind's objects are; undefined where it is not served; a text: why nobody knows. */
  async find(groupVersion: string, kind: string): Promise<ServedKind | undefined | string> {
    const path = groupVersion.includes("/") ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    const asked = this.answers.get(path) ?? this.client.request("GET", path);
    this.answers.set(path, asked);
    const answer = await asked;
    if (answer.status !== 200) return refusalText(answer);
    const resources = mappingOf(answer.body)["resources"];
    if (!Array.isArray(resources)) return `GET ${path}: it answered no list of resources`;
    const found = listOf(resources)
      .filter(isMapping)
      .find((resource) => resource["kind"] === kind && !String(resource["name"]).includes("/"));
    return found && { base: path, plural: String(found["name"]) };
  }
}

async function readKind(reading: Reading, kind: LiveKind): Promise<LiveCluster> {
  const { discovery, served } = reading;
  const name = kindTitle(kind);
  const reasons: string[] = [];
  for (const groupVersion of candidates(kind, served)) {
    const resource = await discovery.find(groupVersion, kind.kind);
    if (resource === undefined) continue;
    const read =
      typeof resource === "string" ? resource : await readAll(reading, resource, groupVersion, kind);
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

/** All objects of a kind, or why nobody knows whether they are all. */
async function readAll(
  { client, tiers }: Reading,
  served: ServedKind,
  groupVersion: string,
  kind: LiveKind,
): Promise<LiveObject[] | string> {
  const read = await listObjects(client, served, groupVersion, kind);
  if (typeof read === "string" || !kind.tiered || groupOf(groupVersion) !== kind.group) return read;
  if (!tiers) return "which tiers there are could not be read";
  return (await tierRefusal(client, served, tiers)) ?? read;
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

/** Whether an object is in the form in which Calico stores it. */
export function isStored({ object, kind }: LiveObject): boolean {
  return groupOf(object.apiVersion) !== kind.group;
}
