import type { ServiceEndpoints } from "../../model/cluster.js";
import type { AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readNamespaced } from "../metadata.js";
import { readAddress } from "../readCidr.js";
import { readPortNumber, readProtocol } from "../readPort.js";

const controllers = new Set(["endpointslice-controller.k8s.io", "endpoint-controller"]);

/**
 * Reads an EndpointSlice. Endpoints that are not ready count too: they may be.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
export function readEndpointSlice(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const type = object.at("addressType");
  if (!type.present) type.refuse("IPv4, IPv6, FQDN");
  const choice = type.oneOf(["IPv4", "IPv6", "FQDN"]);
  // Names are for whoever reads the slice: nothing forwards to them.
  if (choice === "FQDN") return;
  const addresses: AddressRange[] = [];
  for (const endpoint of object.at("endpoints").items())
    for (const item of endpoint.at("addresses").items()) addAddress(item, addresses);
  const ports = readPorts(object.at("ports"));
  const service = metadata?.labels["kubernetes.io/service-name"];
  if (!metadata || service === undefined || service === "") return;
  context.endpoints.push({
    namespace: metadata.namespace,
    service,
    endpoints: { addresses, ports },
    derived: controllers.has(metadata.labels["endpointslice.kubernetes.io/managed-by"] ?? ""),
    origin: object.origin,
  });
}

/**
 * Reads an Endpoints object of the core group, older than slices: it is for the Service of its own name, and with a
 * selector the controller writes over it.
 */
export function readEndpoints(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  for (const subset of object.at("subsets").items()) {
    const addresses: AddressRange[] = [];
    for (const key of ["addresses", "notReadyAddresses"])
      for (const item of subset.at(key).items()) addAddress(item.at("ip"), addresses);
    const ports = readPorts(subset.at("ports"));
    if (!metadata) continue;
    const { namespace, name: service } = metadata;
    context.endpoints.push({
      namespace,
      service,
      endpoints: { addresses, ports },
      derived: true,
      origin: object.origin,
    });
  }
}

function addAddress(field: Field, addresses: AddressRange[]): void {
  if (!field.present) field.refuse("an IP address");
  const address = readAddress(field);
  if (address) addresses.push(address);
}

function readPorts(list: Field): ServiceEndpoints["ports"] {
  return list.items().map((item) => ({
    name: item.at("name").nonEmptyText(),
    protocol: readProtocol(item.at("protocol")),
    port: readPortNumber(item.at("port")),
  }));
}
