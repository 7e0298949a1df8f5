import { pinsOf } from "../../components/stackOutputs.js";
import type { Declaration, Warning } from "../../config/declaration.js";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import { peerName, portName, type Flow } from "../../flows/flow.js";
import { prove, type Proof } from "../../proof/prove.js";
import type { Unproven } from "../../proof/unproven.js";
import { planManifests } from "../reach/planManifests.js";
import type { PolicyReport } from "../pack/policyReport.js";
import { engineRefusals } from "./engineRefusals.js";
import type { Finding } from "./finding.js";
import type { RecordedResource, Recording } from "./record.js";

/**
 * What `basalt plan --json` prints; docs/plan-json.md describes it. `version` changes when a field changes its
 * meaning or goes; new fields do not change it.
 */
export interface PlanReport extends ProgramReport {
  /** What the policy pack says. What mandatory rules refuse is among the findings, too. */
  readonly policies: PolicyReport;
}

/** What the program itself tells. */
export interface ProgramReport {
  readonly version: 1;
  readonly stack: string;
  readonly cluster: {
    readonly kind: "eks" | "existing";
    readonly name: string;
    readonly version: string;
    readonly region?: string;
    readonly account?: string;
  };
  readonly summary: {
    readonly resources: number;
    readonly components: number;
    readonly findings: number;
    readonly warnings: number;
  };
  /** What everything that runs is pinned to, by name. */
  readonly pins: Readonly<Record<string, string>>;
  readonly namespaces: readonly PlannedNamespace[];
  readonly warnings: readonly Warning[];
  /** What was proved about the network; where it does not hold, findings say so. */
  readonly proof: Proof;
  /** What only a deployment can tell. */
  readonly undecided: readonly string[];
  readonly findings: readonly Finding[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly RecordedResource[];
}

/** What one namespace runs and which flows it has. */
export interface PlannedNamespace {
  readonly name: string;
  readonly file: string;
  readonly enforcement: "enforced" | "staged";
  readonly podSecurity: string;
  readonly workloads: readonly {
    readonly name: string;
    readonly kind: string;
    readonly replicas?: number;
    readonly image?: string;
  }[];
  /** Flows that one of its workloads opens or accepts, in the order of files and lines. */
  readonly flows: readonly PlannedFlow[];
}

/** Who may talk to whom. At least one end is a workload. */
export interface PlannedFlow {
  /** `namespace/workload`, or the name of addresses outside the cluster. */
  readonly from: string;
  readonly to: string;
  /** `grpc 7070`, `443`, `UDP 5000-5010`. */
  readonly ports: readonly string[];
  /** CIDRs that the name of addresses stands for, where that is a declared range's or an AWS service's. */
  readonly addresses?: readonly string[];
}

/** In front of a rule's name where it is the check of a finding. */
export const policyPrefix = "policy:";

/** The report of one run that the policy pack has judged: a broken mandatory rule is a finding. */
export function withPolicies(report: ProgramReport, policies: PolicyReport): PlanReport {
  const { undecided, findings, outputs, resources, ...about } = report;
  const refused = policies.findings
    .filter(({ kind, level }) => kind === "violation" && level === "mandatory")
    .map(({ rule, urn, message }) => ({
      check: `${policyPrefix}${rule}`,
      ...(urn === undefined ? {} : { urn }),
      message,
    }));
  const all = [...findings, ...refused];
  return {
    ...about,
    summary: { ...about.summary, findings: all.length },
    policies,
    undecided,
    findings: all,
    outputs,
    resources,
  };
}

/** The report of one run. */
export function planReport(declaration: Declaration, { resources, outputs }: Recording): ProgramReport {
  const { proof, findings: unproven } = prove(declaredNetwork(declaration), planManifests({ resources }));
  const findings = [...engineRefusals(resources), ...unproven.map(proofFinding)];
  return {
    version: 1,
    stack: declaration.stack,
    cluster: clusterOf(declaration),
    summary: {
      resources: resources.filter(({ custom }) => custom).length,
      components: resources.filter(({ custom }) => !custom).length,
      findings: findings.length,
      warnings: declaration.warnings.length,
    },
    pins: pinsOf(declaration),
    namespaces: declaration.namespaces.map((namespace) => ({
      name: namespace.name,
      file: namespace.file,
      enforcement: namespace.enforcement,
      podSecurity: namespace.podSecurity.level,
      workloads: namespace.workloads.map((workload) =>
        workload.rendered
          ? {
              name: workload.name,
              kind: workload.kind,
              ...(workload.kind === "Deployment" || workload.kind === "StatefulSet"
                ? { replicas: workload.replicas }
                : {}),
              image: workload.image,
            }
          : { name: workload.name, kind: "not rendered" },
      ),
      flows: namespace.flows.map(plannedFlow),
    })),
    warnings: declaration.warnings,
    proof,
    undecided: undecided(resources),
    findings,
    outputs,
    resources,
  };
}

function proofFinding({ check, text, allowed }: Unproven): Finding {
  return { check, message: allowed === undefined ? text : `${text}; allowed: ${allowed}` };
}

/** Names of addresses that the program defines itself; nobody has to review them. */
const definedNames = new Set(["internet", "kubernetes-api"]);

function plannedFlow({ from, to, ports }: Flow): PlannedFlow {
  const outside = [from, to].find((peer) => peer.kind === "addresses" && !definedNames.has(peer.name));
  return {
    from: peerName(from),
    to: peerName(to),
    ports: ports.map(portName),
    ...(outside?.kind === "addresses" ? { addresses: outside.cidrs } : {}),
  };
}

function clusterOf({ cluster }: Declaration): PlanReport["cluster"] {
  if (cluster.kind === "existing")
    return { kind: "existing", name: cluster.existing.name, version: cluster.existing.version };
  const { name, version, region, account } = cluster.eks;
  return { kind: "eks", name, version, region, account };
}

function undecided(resources: readonly RecordedResource[]): string[] {
  const remote = resources
    .filter(({ remote: isRemote }) => isRemote)
    .map(({ type, name }) => `${name} (${type})`);
  return remote.length === 0
    ? []
    : [`what these make inside, which only \`pulumi preview\` shows: ${remote.join(", ")}`];
}
