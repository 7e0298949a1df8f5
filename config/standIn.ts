import { environmentSchema, type Environment } from "./environmentSchema.js";
import type { NamespaceFile } from "./namespaceSchema.js";

/*
 * A stack file with a mistake must not hide the mistakes of the namespace files. They are checked against an
 * environment in which every name that they use exists; it is never deployed.
 */

/** The parts of an environment that have no mistake. */
export type UsableParts = Partial<Environment>;

/** A range for each of the stand-in's networks, from those reserved for benchmarks (RFC 2544) and documentation (RFC 5737). */
const ranges = {
  pods: "198.18.0.0/16",
  services: "198.19.0.0/16",
  api: "192.0.2.0/28",
  endpoints: "192.0.2.16/28",
  named: "203.0.113.0/24",
};

const digest = `sha256:${"0".repeat(64)}`;

/** An environment that knows every name the namespace files use, and is otherwise what is usable of the real one. */
export function standIn(
  { images, certificates, secrets, namespaces, nodes }: UsableParts,
  files: readonly NamespaceFile[],
): Environment {
  const workloads = files
    .flatMap((file) => Object.values(file.workloads))
    .flatMap((workload) => ("selector" in workload ? [] : [workload]));
  const flows = files.flatMap((file) => file.flows);
  const awsServices = flows.flatMap(({ to }) => (typeof to === "object" && "aws" in to ? [to.aws] : []));
  return environmentSchema.parse({
    cluster: {
      kind: "existing",
      name: "stand-in",
      version: "1.35",
      context: "stand-in",
      podCidr: ranges.pods,
      serviceCidr: ranges.services,
      calico: "present",
      loadBalancers: true,
      storageClass: "stand-in",
      kubernetesApi: { cidrs: [ranges.api], port: 443 },
      awsEndpoints: all(awsServices, [ranges.endpoints]),
    },
    nodes: nodes ?? groups(workloads.flatMap((workload) => workload.nodes ?? [])),
    images:
      images ??
      all(
        workloads.map(({ image }) => image).filter((image) => !image.includes("@")),
        `stand-in/image@${digest}`,
      ),
    certificates:
      certificates ??
      all(
        flows.flatMap(({ tls }) => tls ?? []),
        "none",
      ),
    secrets:
      secrets ??
      all(
        workloads.flatMap((workload) => Object.values(workload.secrets)),
        {},
      ),
    namespaces:
      namespaces ??
      Object.fromEntries(
        files.map((file) => [
          file.namespace,
          { existing: true, cidrs: all(rangeNames(file), [ranges.named]) },
        ]),
      ),
  });
}

function all<Value>(names: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function groups(names: readonly string[]): object[] | undefined {
  const found = [...new Set(names)].map((name) => ({
    name,
    release: "1.66.0-1ad6b4a4",
    instanceTypes: ["m7i.large"],
    size: { min: 1, max: 1 },
  }));
  return found.length > 0 ? found : undefined;
}

function rangeNames({ flows }: NamespaceFile): string[] {
  return flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((peer) => (typeof peer === "object" && "name" in peer ? [peer.name] : []));
}
