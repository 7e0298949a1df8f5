import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { type NamespacedMetadata, readNamespaced } from "../metadata.js";
import { readPortNumber } from "../readPort.js";

/** Reads an Ingress: each of its backends is a way in. */
export function readIngress(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const spec = object.at("spec");
  const backends = [spec.at("defaultBackend")].filter((backend) => backend.present);
  for (const rule of spec.at("rules").items())
    for (const path of rule.at("http").at("paths").items()) backends.push(path.at("backend"));
  for (const backend of backends) readBackend(backend, metadata, context);
}

function readBackend(backend: Field, metadata: NamespacedMetadata | undefined, context: ReadContext): void {
  const service = backend.at("service");
  // A bucket or the like: who serves it, only the ingress controller knows.
  if (backend.at("resource").present && !service.present) return;
  if (!service.isMapping()) {
    if (!service.present) service.refuse("the name and the port of a Service");
    return;
  }
  const nameField = service.at("name");
  const name = nameField.text();
  const port = readBackendPort(service.at("port"));
  if (name === undefined || name === "") {
    nameField.refuse("the name of a Service");
    return;
  }
  if (!metadata || port === undefined) return;
  context.entryPoints.push({
    namespace: metadata.namespace,
    name: metadata.name,
    service: name,
    port,
    origin: backend.origin,
    path: backend.path,
  });
}

function readBackendPort(port: Field): number | string | undefined {
  const number = readPortNumber(port.at("number"));
  const name = port.at("name").nonEmptyText();
  if (!port.at("number").present && name === undefined) port.refuse("a port's number or name");
  else if (port.at("number").present && name !== undefined) port.refuse("a port's number or name, not both");
  return number ?? name;
}
