import type { Cluster } from "../../reachability/model/cluster.js";
import type { AllowedTraffic } from "../../reachability/questions/allowedTraffic.js";
import type { WorkloadName } from "../../reachability/questions/diff/difference.js";
import { exposure } from "../../reachability/questions/exposure/exposure.js";
import type {
  EntryPointName,
  ExamplePod,
  Exposure,
  Who,
} from "../../reachability/questions/exposure/openings.js";
import { basisOf, type Basis } from "./basis.js";
import { placeOf } from "../../reachability/questions/place.js";

/** What `basalt reach --exposure --json` prints; docs/reach-json.md describes it. */
export interface ExposureReport extends Basis {
  readonly version: 1;
  readonly openings: readonly ReportedOpening[];
  readonly closedEntryPoints: readonly ReportedEntryPoint[];
  readonly workloads: readonly WorkloadName[];
}

export interface ReportedOpening extends AllowedTraffic {
  readonly workload: string;
  readonly kind: string;
  readonly direction: "ingress" | "egress";
  readonly who: ReportedWho;
  readonly entryPoints: readonly ReportedEntryPoint[];
}

/** Somebody undeclared; of pods that a rule would find, one of them. */
export type ReportedWho =
  Exclude<Who, { readonly kind: "selection" }> | { readonly kind: "selection"; readonly example: ExamplePod };

export interface ReportedEntryPoint {
  readonly kind: EntryPointName["kind"];
  readonly namespace: string;
  readonly name: string;
  readonly port: number | string;
  readonly place: string;
}

/** What the cluster opens to those whom nobody declared. */
export function exposureReport(cluster: Cluster, workloads: readonly WorkloadName[]): ExposureReport {
  const { openings, closedEntryPoints, families } = exposure(cluster);
  return {
    version: 1,
    openings: openings.map(reportedOpening),
    closedEntryPoints: closedEntryPoints.map(reportedEntryPoint),
    workloads,
    ...basisOf(cluster, families),
  };
}

function reportedOpening({ who, entryPoints, ...rest }: Exposure): ReportedOpening {
  return {
    ...rest,
    who: who.kind === "selection" ? { kind: who.kind, example: who.example } : who,
    entryPoints: entryPoints.map(reportedEntryPoint),
  };
}

function reportedEntryPoint({ origin, path, ...rest }: EntryPointName): ReportedEntryPoint {
  return { ...rest, place: placeOf(origin, path) };
}
