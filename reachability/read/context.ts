import type { AddressRange } from "../sets/addresses.js";
import type { EntryPoint, Labels, Namespace, NetworkSet, Note, Service } from "../model/cluster.js";
import type { Origin } from "../model/manifest.js";
import type { Policy, Tier } from "../model/policy.js";
import type { Field } from "./field.js";
import type { ParsedCidr } from "./readCidr.js";
import type { ReadSettings } from "./settings.js";
import type { EndpointDraft } from "./services/endpointDraft.js";
import type { WorkloadDraft } from "./workloads/workloadDraft.js";

/** Reads one object: what it says goes to the context, its mistakes to the problems that the field holds. */
export type KindReader = (object: Field, context: ReadContext) => void;

/** Readers by `apiVersion/Kind` as it is written, for example `v1/Pod` and `projectcalico.org/v3/Tier`. */
export type KindReaders = Readonly<Record<string, KindReader>>;

/** A policy of a staged kind, and the enforced policy that it would make, change or remove. */
export interface StagedPolicy {
  readonly action: "set" | "delete";
  /** The policy as it would be enforced; there with "set". */
  readonly policy?: Policy;
  readonly target: {
    /** API group of the enforced kind, for example `networking.k8s.io`, as two groups have a NetworkPolicy. */
    readonly group: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
  readonly origin: Origin;
}

/** An object that could be in any namespace, and was taken to be in `default`. */
export interface WithoutNamespace {
  readonly kind: string;
  readonly name: string;
  readonly origin: Origin;
}

/** What the objects of one input say, collected in the order in which they are read. */
export class ReadContext {
  readonly namespaces: Namespace[] = [];
  readonly workloads: WorkloadDraft[] = [];
  /** Labels of service accounts, by `namespace/name`. */
  readonly serviceAccounts = new Map<string, Labels>();
  /** Workloads that an autoscaler scales, by `kind/namespace/name`. */
  readonly autoscaled = new Set<string>();
  readonly services: Service[] = [];
  readonly endpoints: EndpointDraft[] = [];
  readonly entryPoints: EntryPoint[] = [];
  readonly networkSets: NetworkSet[] = [];
  readonly tiers: Tier[] = [];
  /** Enforced ones, each already in the normal form. */
  readonly policies: Policy[] = [];
  readonly staged: StagedPolicy[] = [];
  /** Ranges that the objects name. */
  readonly ranges: { readonly pods: AddressRange[]; readonly nodes: AddressRange[] } = {
    pods: [],
    nodes: [],
  };
  readonly notes: Note[] = [];
  /** Objects of kinds that have a namespace and that name none. */
  readonly withoutNamespace: WithoutNamespace[] = [];
  /** Where each object was first read, by group, kind, namespace and name. */
  readonly seen = new Map<string, Origin>();

  /** CIDRs by how they are written: policies repeat few of them many times. */
  readonly cidrs = new Map<string, ParsedCidr>();

  constructor(readonly settings: ReadSettings) {}

  /** Something that a reader of the result should know. */
  note(id: string, text: string, origin?: Origin): void {
    this.notes.push({ id, text, origin });
  }
}
