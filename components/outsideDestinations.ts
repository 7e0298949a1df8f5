import { outsideOpenings } from "../config/peers.js";
import type { Declaration } from "../config/declaration.js";
import { portName, type PortRange } from "../flows/flow.js";
import type { OutsideDestination } from "./securityGroups.js";

/** All ports: one rule, because EC2 filters SCTP as a whole. */
const sctp: PortRange = { protocol: "SCTP", port: 0, endPort: 65535 };

/** What leaves the VPC by the nodes: the declared flows to addresses, and image registries that have no endpoint. */
export function outsideDestinations(declaration: Declaration): OutsideDestination[] {
  const destinations = new Map<string, OutsideDestination>();
  const add = (cidr: string, ports: PortRange, description: string) => {
    const name = `${cidr}-${portName({ ...ports, name: undefined })}`.replace(/[^A-Za-z0-9.]+/g, "-");
    if (!destinations.has(name)) destinations.set(name, { name, cidr, ports, description });
  };
  for (const [port, registries] of registriesOutsideEcr(declaration)) {
    add(
      "0.0.0.0/0",
      { protocol: "TCP", port, endPort: port },
      `Image registries ${registries.join(" ")}`.slice(0, 255),
    );
  }
  for (const { name, cidr, ports } of outsideOpenings(declaration.flows)) {
    add(cidr, ports.protocol === "SCTP" ? sctp : ports, `Flows to ${name}`);
  }
  return [...destinations.values()];
}

/** Registries without an endpoint in the VPC, by port. */
function registriesOutsideEcr({ cluster, namespaces, calico }: Declaration): Map<number, string[]> {
  const images = namespaces.flatMap(({ workloads }) =>
    workloads.flatMap((workload) => (workload.rendered ? [workload.image] : [])),
  );
  const all = [...images, ...(calico ? [calico.operatorImage, calico.registry] : [])];
  const registries = new Set(all.map((image) => image.split("/")[0]!));
  // The endpoint serves the registries of its own region.
  const region = cluster.kind === "eks" ? cluster.eks.region : "";
  const inRegion = new RegExp(`^\\d{12}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com(\\.cn)?$`);
  const byPort = new Map<number, string[]>();
  for (const registry of [...registries].filter((candidate) => !inRegion.test(candidate)).sort()) {
    const port = Number(/:(\d+)$/.exec(registry)?.[1] ?? 443);
    byPort.set(port, [...(byPort.get(port) ?? []), registry]);
  }
  return byPort;
}
