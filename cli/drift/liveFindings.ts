import type { Declaration } from "../../config/declaration.js";
import { templateOf } from "./podsOf.js";
import { mappingOf, objectKey, type KubernetesObject } from "./cluster/kubernetesObject.js";
import { kindTitle, liveKindOf, type LiveKind } from "./cluster/liveKinds.js";
import type { LiveCluster, LiveObject } from "./cluster/readLive.js";
import { compareObject } from "./compare/compareObject.js";
import { comparePod } from "./compare/comparePod.js";
import { differences, type Difference } from "./compare/differences.js";
import { specShape } from "./compare/objectShapes.js";
import type { DeclaredObject, DeclaredObjects } from "./declaredObjects.js";
import type { Ownership } from "./ownership.js";
import type { Repair } from "./report.js";

/** An object that is not as declared, with all that a repair needs of it. */
export interface LiveFinding {
  readonly change: "changed" | "missing" | "undeclared";
  readonly kind: LiveKind;
  /** The live object; of what is missing, the declared one. */
  readonly object: KubernetesObject;
  /** Absent where it is missing. */
  readonly live?: LiveObject;
  readonly declared?: DeclaredObject;
  readonly differences: readonly Difference[];
  readonly notDeployed: boolean;
  readonly repair: Repair;
  /** Of an undeclared namespace: how many objects were read in it. */
  readonly holds?: number;
}

/** What the comparison goes by. */
export interface LiveComparison {
  readonly live: LiveCluster;
  readonly declared: DeclaredObjects;
  readonly ownership: ReadonlyMap<LiveObject, Ownership>;
  readonly declaration: Declaration;
  /** Keys of the objects that the stack's state has. */
  readonly deployed: ReadonlySet<string>;
}

/** Every object of the cluster that is not as declared, and every declared one that is not there. */
export function liveFindings(comparison: LiveComparison): LiveFinding[] {
  const { live, ownership } = comparison;
  const strays = new Set(
    live.objects
      .filter((each) => each.kind.role === "namespace" && ownership.get(each)?.kind === "undeclared")
      .map(({ object }) => object.metadata.name),
  );
  const inStray = ({ object: { metadata } }: LiveObject) =>
    metadata.namespace !== undefined && strays.has(metadata.namespace);
  return [
    ...live.objects.flatMap((each) =>
      // Told, and removed, with its namespace.
      inStray(each) ? [] : findingOf(each, comparison),
    ),
    ...missing(comparison),
  ].map((finding) =>
    finding.kind.role === "namespace" && finding.change === "undeclared"
      ? {
          ...finding,
          holds: live.objects.filter(
            ({ object, kind }) =>
              object.metadata.namespace === finding.object.metadata.name && kind.role !== "account",
          ).length,
        }
      : finding,
  );
}

function findingOf(each: LiveObject, comparison: LiveComparison): LiveFinding[] {
  const { object, kind } = each;
  const whose = comparison.ownership.get(each)!;
  switch (whose.kind) {
    case "left":
      return [];
    case "made":
      return compareMade(each, whose.owner);
    case "declared": {
      const { declared } = whose;
      const notDeployed = isNotDeployed(declared, kind);
      if (object.metadata.deletionTimestamp !== undefined)
        return [
          {
            change: "missing",
            kind,
            object,
            declared,
            differences: [],
            notDeployed,
            repair: { by: "engine" },
          },
        ];
      const found = compareObject(declared.object, object, kind);
      return found.length === 0
        ? []
        : [
            {
              change: "changed",
              kind,
              object,
              live: each,
              declared,
              differences: found,
              notDeployed,
              // What is only declared since is the next update's.
              repair: notDeployed ? { by: "engine" } : { by: "write" },
            },
          ];
    }
    case "undeclared": {
      const notDeployed = comparison.deployed.has(objectKey(object));
      return [
        {
          change: "undeclared",
          kind,
          object,
          live: each,
          differences: [],
          notDeployed,
          repair: notDeployed ? { by: "engine" } : removal(each, comparison.declaration),
        },
      ];
    }
  }
}

/** Whether what is declared is another than what was deployed last. */
function isNotDeployed({ object, deployed }: DeclaredObject, kind: LiveKind): boolean {
  return !deployed || compareObject(object, deployed, kind).length > 0;
}

/** What may be removed: nothing that somebody else may have made on a cluster of theirs. */
function removal({ object, kind }: LiveObject, { cluster, namespaces }: Declaration): Repair {
  if (cluster.kind === "eks") return { by: "delete" };
  const { namespace } = object.metadata;
  if (namespace === undefined)
    return { by: "none", because: "the cluster is somebody else's, and this holds for all of it" };
  const file = namespaces.find(({ name }) => name === namespace);
  return file?.existing || kind.role === "namespace"
    ? { by: "none", because: "the namespace is somebody else's" }
    : { by: "delete" };
}

/** What a controller made, by the template that it was made from. */
function compareMade(each: LiveObject, owner: LiveObject): LiveFinding[] {
  const { object, kind } = each;
  const changed = (found: readonly Difference[], repair: Repair): LiveFinding[] =>
    found.length === 0
      ? []
      : [{ change: "changed", kind, object, live: each, differences: found, notDeployed: false, repair }];
  if (object.kind === "Pod") return changed(comparePod(owner.object, object), { by: "evict" });
  const template = templateOf(object);
  if (!template || !isRunning(object)) return [];
  return changed(
    differences({ template: templateOf(owner.object) }, { template }, madeShape(object.kind), "spec", [
      "spec",
    ]),
    {
      by: "none",
      because: `its ${owner.object.kind} makes it anew: a rollout is under way, or does not end`,
    },
  );
}

/** Labels that the controller adds to the template of what it makes. */
const addedLabels = [
  "pod-template-hash",
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
];

function madeShape(kind: string) {
  const shape = specShape(kind === "Job" ? "batch" : "apps", kind)!;
  const template = shape.fields!["template"]!;
  const metadata = template.fields!["metadata"]!;
  return {
    fields: {
      template: {
        ...template,
        fields: {
          ...template.fields,
          metadata: { ...metadata, fields: { ...metadata.fields, labels: { filled: addedLabels } } },
        },
      },
    },
  };
}

/** Whether a ReplicaSet or Job has pods; those of earlier revisions and runs are kept without. */
function isRunning({ kind, spec, status }: KubernetesObject): boolean {
  if (kind === "Job") return Number(mappingOf(status)["active"] ?? 0) > 0;
  return Number(spec?.["replicas"] ?? 1) > 0 || Number(mappingOf(status)["replicas"] ?? 0) > 0;
}

/** What is declared and is not there, of kinds that could be read. */
function missing({ live, declared }: LiveComparison): LiveFinding[] {
  const there = new Set(live.objects.map(({ object }) => objectKey(object)));
  const unread = new Set(live.unread.map(({ what }) => what));
  return [...declared].flatMap(([key, each]): LiveFinding[] => {
    const { object } = each;
    const kind = liveKindOf(object.apiVersion, object.kind);
    if (!kind || there.has(key) || unread.has(kindTitle(kind))) return [];
    const base = { change: "missing" as const, kind, object, declared: each, differences: [] };
    return [{ ...base, notDeployed: each.deployed === undefined, repair: { by: "engine" } }];
  });
}
