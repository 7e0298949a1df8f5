import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RenderedWorkload } from "../config/declaration.js";
import type { Storage } from "./platform.js";

type ClaimTemplate = kubernetes.types.input.core.v1.PersistentVolumeClaim;

/**
 * A claim for each volume of each replica, by the names under which the StatefulSet's controller looks for them: it
 * takes what is there. It would make them itself, from its template; but a template cannot change, so a larger volume
 * would be another StatefulSet, while a claim grows in place.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage
 *
 * @param own options of everything in the workload; what claims need is added
 */
export function volumeClaims(
  workload: RenderedWorkload,
  storage: Storage,
  own: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): pulumi.Resource[] {
  const { namespace, selector } = workload.peer;
  return (workload.volumes ?? []).flatMap(({ name: volume, size, keep }) =>
    Array.from({ length: workload.replicas }, (_, ordinal) => {
      const name = `${volume}-${workload.name}-${ordinal}`;
      return new kubernetes.core.v1.PersistentVolumeClaim(
        `${namespace}.${name}`,
        {
          metadata: {
            name,
            namespace,
            labels: { ...selector },
            // Nothing is bound before the pod is placed, and the pod waits for this.
            annotations: { "pulumi.com/skipAwait": "true" },
          },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: keep ? storage.classes.kept : storage.classes.deleted,
            resources: { requests: { storage: size } },
          },
        },
        {
          ...own,
          dependsOn: [...own.dependsOn, ...storage.ready],
          retainOnDelete: keep,
          // Another class is another claim, and the data gone: with a changed `keep`, or on an existing cluster.
          ignoreChanges: ["spec.storageClassName"],
        },
      );
    }),
  );
}

/**
 * What stands for the claims in the StatefulSet. Constant but for the path, because it cannot change. Should the
 * controller ever make a claim from it, for a replica that was added by hand, no class serves that claim.
 */
export function claimTemplates({ volumes = [] }: RenderedWorkload): ClaimTemplate[] {
  return volumes.map(({ name }) => ({
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "",
      resources: { requests: { storage: "1Gi" } },
    },
  }));
}
