import type { Declaration } from "../../../config/declaration.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { objectKey, objectTitle } from "../../../cli/drift/cluster/kubernetesObject.js";
import { readLive } from "../../../cli/drift/cluster/readLive.js";
import type { DeclaredObject } from "../../../cli/drift/declaredObjects.js";
import { liveFindings, type LiveComparison } from "../../../cli/drift/liveFindings.js";
import { ownerships } from "../../../cli/drift/ownership.js";
import { load } from "../../support/project.js";
import { fakeCluster } from "./fakeCluster.js";

/** What is compared, in the base project's cluster unless another is given. */
export async function compare(
  declared: readonly KubernetesObject[],
  live: readonly KubernetesObject[],
  {
    declaration = load(),
    deployed = declared,
  }: { declaration?: Declaration; deployed?: readonly KubernetesObject[] } = {},
): Promise<LiveComparison> {
  const read = await readLive(fakeCluster(live));
  const last = new Map(deployed.map((each) => [objectKey(each), each]));
  const objects = new Map(
    declared.map((each): [string, DeclaredObject] => [
      objectKey(each),
      {
        object: each,
        urn: `urn::${each.metadata.name}`,
        fieldManager: "pulumi-kubernetes-1",
        ...(last.has(objectKey(each)) ? { deployed: last.get(objectKey(each))! } : {}),
      },
    ]),
  );
  return {
    live: read,
    declared: objects,
    ownership: ownerships(read.objects, objects, declaration),
    declaration,
    deployed: new Set(last.keys()),
  };
}

/** Its findings, a line each. */
export async function told(...args: Parameters<typeof compare>): Promise<string[]> {
  return liveFindings(await compare(...args)).map(
    ({ change, object: found, repair, differences, notDeployed }) =>
      [
        change,
        objectTitle(found),
        `(${repair.by})`,
        ...differences.map(({ path }) => path),
        ...(notDeployed ? ["not deployed"] : []),
      ].join(" "),
  );
}

/** An object with an identity. */
export const withUid = (each: KubernetesObject, uid: string, more: object = {}): KubernetesObject => ({
  ...each,
  metadata: { ...each.metadata, uid, ...more },
});
/** What makes an object one of a controller's. */
export const ownedBy = (kind: string, name: string, uid: string) => ({
  ownerReferences: [{ apiVersion: "apps/v1", kind, name, uid, controller: true }],
});
