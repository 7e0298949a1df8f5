import type { Declaration } from "../../config/declaration.js";
import { controllerOf, objectKey, type KubernetesObject } from "./cluster/kubernetesObject.js";
import { kindTitle, liveKindOf, type LiveKind } from "./cluster/liveKinds.js";
import type { LiveCluster, LiveObject } from "./cluster/readLive.js";
import { compareObject } from "./compare/compareObject.js";
import type { Difference } from "./compare/differences.js";
import type { DeclaredObject, DeclaredObjects } from "./declaredObjects.js";
import { madeFindings } from "./madeFindings.js";
import type { Ownership } from "./ownership.js";
import { removal } from "./removal.js";
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
  /** Somebody else may have made it, for a cluster of theirs: no drift where it does nothing to what is declared. */
  readonly theirs?: true;
  /** Its maker may have written it so, for all that is known here: no drift where it opens nothing. */
  readonly doubted?: true;
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
  // Those that have ended, or are about to, are left.
  const controllers = new Set(
    live.objects
      .filter((each) => each.object.kind === "Pod" && ownership.get(each)?.kind !== "left")
      .map(({ object }) => controllerOf(object)?.uid),
  );
  return [
    ...live.objects.flatMap((each) =>
      // Told, and removed, with its namespace.
      inStray(each) ? [] : findingOf(each, comparison, controllers),
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

function findingOf(
  each: LiveObject,
  comparison: LiveComparison,
  controllers: ReadonlySet<string | undefined>,
): LiveFinding[] {
  const { object, kind } = each;
  const whose = comparison.ownership.get(each)!;
  switch (whose.kind) {
    case "left":
      return [];
    case "made":
      return madeFindings(each, whose.owner, controllers.has(object.metadata.uid ?? ""));
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
    case "altered": {
      const { differences: found, doubted, repair } = whose.deviation;
      const base = { change: "changed" as const, kind, object, live: each, notDeployed: false };
      return [{ ...base, differences: found, repair, ...(doubted ? { doubted } : {}) }];
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
          ...(notDeployed ? { repair: { by: "engine" } } : removal(object, kind, comparison.declaration)),
        },
      ];
    }
  }
}

/** Whether what is declared is another than what was deployed last. */
function isNotDeployed({ object, deployed }: DeclaredObject, kind: LiveKind): boolean {
  return !deployed || compareObject(object, deployed, kind).length > 0;
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
