import type { Environment } from "../../config/environmentSchema.js";
import type { Aws } from "../aws/clients.js";
import { answered } from "../lookUpError.js";
import { findAddonVersion } from "./addonVersions.js";
import { findCalico } from "./calicoReleases.js";
import { findClusterVersion } from "./clusterVersions.js";
import { dayOf } from "./days.js";
import type { Http } from "./http.js";
import { findImage } from "./imageTags.js";
import { findNodeRelease } from "./nodeReleases.js";
import type { Finding, Pin, PinUpdate, Remark } from "./pin.js";
import type { RegistryAccess } from "./registry/registry.js";

/** Where newer versions are looked up. */
export interface PinSources {
  readonly aws: (region: string) => Aws;
  readonly http: Http;
  readonly login: RegistryAccess["login"];
  readonly today: Date;
}

/** What is looked up, and how far. */
export interface PinQuestion {
  readonly environment: Environment;
  readonly pins: readonly Pin[];
  /** The project's folder. */
  readonly directory: string;
  /** Whether the next line is proposed too: Kubernetes' and Calico's next minor, images' next major version. */
  readonly next: boolean;
}

/** A pin that could not be looked up. */
export interface PinFailure {
  readonly pin: string;
  readonly problem: string;
}

/** What was found out about all pins, in their order. */
export interface PinFindings {
  readonly updates: readonly PinUpdate[];
  readonly remarks: readonly Remark[];
  readonly failures: readonly PinFailure[];
}

/** Looks up every pin; what fails is told beside what does not. */
export async function findUpdates(sources: PinSources, question: PinQuestion): Promise<PinFindings> {
  const { environment, pins } = question;
  const { cluster } = environment;
  const aws = cluster.kind === "eks" ? sources.aws(cluster.region) : undefined;
  const isKubernetes = ({ kind }: Pin) => kind === "kubernetes";
  const findAll = (some: readonly Pin[], version: string) =>
    all(some, (pin) => findOne(sources, question, aws, version, pin));
  const first = await findAll(pins.filter(isKubernetes), cluster.version);
  // Nodes and add-ons go with the version that the file will say.
  const version = first.updates[0]?.to ?? cluster.version;
  const rest = await findAll(
    pins.filter((pin) => !isKubernetes(pin)),
    version,
  );
  return {
    updates: [...first.updates, ...rest.updates],
    remarks: [...first.remarks, ...rest.remarks],
    failures: [...first.failures, ...rest.failures],
  };
}

function findOne(
  { http, login, today }: PinSources,
  { environment, directory, next }: PinQuestion,
  aws: Aws | undefined,
  version: string,
  pin: Pin,
): Promise<Finding> {
  const access = { http, login };
  switch (pin.kind) {
    case "kubernetes":
      return findClusterVersion(aws!.eks, version, next, dayOf(today)!);
    case "nodes":
      return findNodeRelease(aws!.ssm, pin, pin.group.version ?? version);
    case "addon": {
      const architectures = [...new Set(environment.nodes?.map(({ architecture }) => architecture))];
      return findAddonVersion(aws!.eks, pin, { version, architectures });
    }
    case "calico":
      return findCalico({ access, directory }, pin.calico, next);
    case "image":
      return findImage(access, pin, next);
  }
}

async function all(pins: readonly Pin[], find: (pin: Pin) => Promise<Finding>): Promise<PinFindings> {
  const findings = await Promise.all(
    pins.map(async (pin) => ({ pin: pin.name, answer: await answered(find(pin)) })),
  );
  return {
    updates: findings.flatMap(({ answer }) =>
      answer.ok && answer.value.update ? [answer.value.update] : [],
    ),
    remarks: findings.flatMap(({ answer }) => (answer.ok ? answer.value.remarks : [])),
    failures: findings.flatMap(({ pin, answer }) => (answer.ok ? [] : [{ pin, problem: answer.problem }])),
  };
}
