import type { Evaluation } from "../../evaluate/evaluation.js";
import { portOf } from "../exposure/entryPoints.js";
import type { Advice } from "./advice.js";

/** Services without pods, and Ingresses without Services. */
export function* checkServices({ cluster, lookup }: Evaluation): Generator<Advice> {
  const { backends } = lookup;
  for (const service of cluster.services) {
    // Without a selector, somebody else says what is behind.
    if (!service.selector) continue;
    const { namespace, name, origin } = service;
    if (backends.endpointsBehind(service).length === 0) {
      const text = `Service ${namespace}/${name} selects no pod`;
      yield { id: "service-selects-nothing", text, origin, path: ["spec", "selector"] };
      continue;
    }
    const served = new Set(backends.servedPorts(service).map(({ port }) => port));
    for (const [index, port] of service.ports.entries()) {
      if (served.has(port)) continue;
      const text = `Service ${namespace}/${name}: no pod behind it has a ${port.protocol} port named ${port.target}`;
      yield { id: "service-target-missing", text, origin, path: ["spec", "ports", index] };
    }
  }
  for (const { namespace, name, service: behind, port, origin, path } of cluster.entryPoints) {
    const service = backends.find({ namespace, name: behind });
    if (!service) {
      const text = `Ingress ${namespace}/${name} leads to Service ${behind}, which is not there`;
      yield { id: "ingress-service-missing", text, origin, path };
    } else if (!portOf(service, port)) {
      const text = `Ingress ${namespace}/${name} leads to port ${port}, which Service ${behind} has not`;
      yield { id: "ingress-port-missing", text, origin, path };
    }
  }
}
