import type { DeclaredFlow, DeclaredNetwork, DeclaredNever } from "../../../flows/declaredNetwork.js";
import { exampleDeclaration, examplePods, examplePolicies } from "../../../policies/stack/example.js";
import type { ExampleResource } from "../../../policies/model/rule.js";
import type { TestResource } from "./judge.js";

/*
 * A stack that declares its network, and complies with every rule: web calls cart on port 7070, in namespace shop.
 */

/** What is declared, with differences. */
export function declaration(changes: Partial<DeclaredNetwork> = {}): TestResource {
  const { type, properties } = exampleDeclaration();
  const network = properties["network"] as DeclaredNetwork;
  return { type, name: "applications", properties: { network: { ...network, ...changes } } };
}

/** What is declared, and assertions. */
export function asserting(...never: readonly DeclaredNever[]): TestResource {
  return exampleDeclaration(never);
}

/** The declared flow, and one from outside to a port of web. */
export function withInternet(cidrs: readonly string[] = ["0.0.0.0/0"], outside = true): TestResource {
  const flow: DeclaredFlow = {
    namespace: "shop",
    from: { name: "internet", cidrs, outside },
    to: "shop/web",
    ports: [{ protocol: "TCP", port: 8080, endPort: 8081 }],
  };
  return declaration({ flows: [flow] });
}

export const pods: readonly TestResource[] = examplePods;
export const policies: readonly TestResource[] = examplePolicies;

/** All of it. */
export const complying: readonly TestResource[] = [declaration(), ...pods, ...policies];

/** A stack with the properties of one resource changed. */
export function withChanged(
  resources: readonly TestResource[],
  name: string,
  type: string,
  change: (properties: ExampleResource["properties"]) => ExampleResource["properties"],
): TestResource[] {
  return resources.map((resource) =>
    resource.name === name && resource.type.endsWith(`:${type}`)
      ? { ...resource, properties: change(resource.properties) }
      : resource,
  );
}
