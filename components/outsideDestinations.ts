import type { Declaration } from "../config/declaration.js";
import { portName, type PortRange } from "../flows/flow.js";
import type { OutsideDestination } from "./securityGroups.js";

const https: PortRange = { protocol: "TCP", port: 443, endPort: 443 };
const ecr = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;

/** What leaves the VPC by the nodes: the declared flows to addresses, and image registries that have no endpoint. */
export function outsideDestinations(declaration: Declaration): OutsideDestination[] {
  const destinations = new Map<string, OutsideDestination>();
  const add = (cidr: string, ports: PortRange, description: string) => {
    const name = `${cidr}-${portName({ ...ports, name: undefined })}`.replace(/[^A-Za-z0-9.]+/g, "-");
    if (!destinations.has(name)) destinations.set(name, { name, cidr, ports, description });
  };
  const registries = registriesOutsideEcr(declaration);
  if (registries.length > 0)
    add("0.0.0.0/0", https, `Image registries ${registries.join(" ")}`.slice(0, 255));
  for (const { to, ports } of declaration.flows) {
    if (to.kind !== "addresses" || to.name === "kubernetes-api" || to.name.startsWith("aws:")) continue;
    for (const cidr of to.cidrs) for (const range of ports) add(cidr, range, `Flows to ${to.name}`);
  }
  return [...destinations.values()];
}

function registriesOutsideEcr({ namespaces, calico }: Declaration): string[] {
  const images = namespaces.flatMap(({ workloads }) =>
    workloads.flatMap((workload) => (workload.rendered ? [workload.image] : [])),
  );
  const all = [...images, ...(calico ? [calico.operatorImage, calico.registry] : [])];
  return [...new Set(all.filter((image) => !ecr.test(image)).map((image) => image.split("/")[0]!))].sort();
}
