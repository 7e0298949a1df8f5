import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { oncePerPlace } from "../kubernetes/podSettings.js";
import { mayHavePods, podTemplatesOf, volumesIn } from "../kubernetes/podTemplates.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Volumes of pods, and PersistentVolumes, by which a claim reaches the node's files as well: `local` is such a path. */
export const noHostPath = resourceRule({
  name: "no-host-path",
  area: "pods",
  description: "pods mount nothing from the file system of their node",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "Who can write to the node's files can take it over; what is left there survives the pod and makes nodes differ.",
  remediationSteps: "Use an emptyDir, a ConfigMap, a Secret or a PersistentVolumeClaim of a storage class.",
  url: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  tags: ["pod-security"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "hostPath volumes are not used",
    },
    {
      framework: "PCI DSS",
      reference: "2.2.6",
      specification: "System security parameters are configured to prevent misuse",
    },
  ],
  appliesTo: (type) => mayHavePods(type) || isAbout(type, isPersistentVolume),
  check: (resource) => [
    ...oncePerPlace(
      podTemplatesOf(resource)
        .flatMap(volumesIn)
        .flatMap((volume) => checkPath(volume.at("hostPath"))),
    ),
    ...objectsOf(resource)
      .filter(({ group, kind }) => isPersistentVolume(group, kind))
      .flatMap(({ value }) => ["hostPath", "local"].map((key) => value.at("spec", key)))
      .flatMap(checkPath),
  ],
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web" }], volumes: [{ name: "scratch", emptyDir: {} }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [{ name: "web" }],
            volumes: [{ name: "logs", hostPath: { path: "/var/log" } }],
          },
        },
      },
    ],
  },
});

function isPersistentVolume(group: string, kind: string): boolean {
  return group === "" && kind === "PersistentVolume";
}

function checkPath(source: Value): Finding[] {
  if (!source.present) return [];
  const path = source.at("path");
  return [
    finding(source, { found: path.unknown ? "a path" : path.show(), allowed: "other sorts of volumes" }),
  ];
}
