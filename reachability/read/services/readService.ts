import type { Service } from "../../model/cluster.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readLabels } from "../labels.js";
import { readNamespaced } from "../metadata.js";
import { readAddress } from "../readCidr.js";
import { readSources } from "./readSources.js";
import { readServicePorts } from "./readServicePorts.js";

const types = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] as const;

/** Reads a Service; its endpoints are looked up when all are read. */
export function readService(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const spec = object.at("spec");
  if (!spec.isMapping() && !spec.present) spec.refuse("a mapping with the ports");
  const type = spec.at("type").oneOf(types) ?? "ClusterIP";
  const headless =
    spec.at("clusterIP").text() === "None" || spec.at("clusterIPs").items()[0]?.text() === "None";
  const ports = readServicePorts(spec.at("ports"), context);
  if (!headless && type !== "ExternalName" && spec.isMapping() && spec.at("ports").isEmpty())
    spec.at("ports").refuse("at least one port");
  const selector = readLabels(spec.at("selector"));
  const sources = readSources(object, type, context);
  const externalAddresses = readExternalAddresses(object);
  if (!metadata) return;
  const { namespace, name } = metadata;
  // "ExternalName … if unspecified, the service has an external process managing its endpoints" and "ignored if type is
  // ExternalName": https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec
  const selects = type !== "ExternalName" && Object.keys(selector).length > 0;
  const service: Service = {
    namespace,
    name,
    type,
    headless,
    selector: selects ? selector : undefined,
    ports,
    endpoints: [],
    sources,
    externalAddresses,
    origin: object.origin,
  };
  context.services.push(service);
}

/** Addresses from outside that reach it: what is routed to nodes, and what a load balancer was given. */
function readExternalAddresses(object: Field): Service["externalAddresses"] {
  const given = object.at("status").at("loadBalancer").at("ingress").items();
  const fields = [...object.at("spec").at("externalIPs").items(), ...given.map((item) => item.at("ip"))];
  return fields.map(readAddress).filter((address) => address !== undefined);
}
