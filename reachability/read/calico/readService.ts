import type { Entity } from "../../model/policy.js";
import type { Field } from "../field.js";
import { dnsLabelSyntax, isDnsLabel, isSubdomain, subdomainSyntax } from "../labelSyntax.js";

const alone = ["selector", "notSelector", "namespaceSelector", "nets", "notNets", "serviceAccounts"] as const;

/** The Service whose backends an entity is. */
export function readService(entity: Field, namespace: string | undefined): Entity["service"] {
  const field = entity.at("services");
  if (!field.isMapping()) return undefined;
  field.only(["name", "namespace"]);
  for (const key of alone)
    if (says(entity.at(key).value)) entity.at(key).refuse("nothing beside services", key);
  // Its ports are the Service's own.
  if (entity.path.at(-1) === "destination")
    for (const key of ["ports", "notPorts"])
      if (says(entity.at(key).value)) entity.at(key).refuse("no ports beside services", key);
  const name = field.at("name").text(subdomainSyntax);
  if (name === undefined || !isSubdomain(name)) {
    if (name !== undefined || !field.at("name").present) field.at("name").refuse(subdomainSyntax);
    return undefined;
  }
  return readNamespace(field.at("namespace"), name, namespace);
}

function readNamespace(field: Field, name: string, own: string | undefined): Entity["service"] {
  const written = field.text(dnsLabelSyntax);
  if (written !== undefined && written !== "") {
    if (isDnsLabel(written)) return { namespace: written, name };
    field.refuse(dnsLabelSyntax);
    return undefined;
  }
  // The reference says "If left empty, the rule will match within this policy's namespace"; Felix looks for a Service in
  // the namespace "" and finds none. Neither a denial nor an opening may be counted on that.
  // https://github.com/projectcalico/calico/blob/v3.32.1/felix/calc/rule_scanner.go
  if (!field.present || written === "")
    field.refuse(
      `the Service's namespace${own === undefined ? "" : ` (${own}?); without it, Calico matches nothing`}`,
    );
  return undefined;
}

function says(value: unknown): boolean {
  return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}
