import { z } from "zod";
import type { DeclaredNetwork } from "../../flows/declaredNetwork.js";
import type { Stack } from "../model/rule.js";
import { networkObject } from "./networkObject.js";
import { shared } from "./shared.js";

/** The component that tells what is declared, and the output in which it does. */
const component = "basalt:application:Applications";
const property = "network";

const texts = z.array(z.string());
const port = z.object({
  protocol: z.enum(["TCP", "UDP", "SCTP"]),
  port: z.int(),
  endPort: z.int(),
  name: z.string().optional(),
});
const peer = z.union([
  z.string(),
  z.object({ name: z.string(), cidrs: texts, except: texts.optional(), outside: z.boolean() }),
]);
const schema: z.ZodType<DeclaredNetwork> = z.object({
  ownCluster: z.boolean(),
  calico: z.string().optional(),
  addresses: z.object({
    podCidr: z.string(),
    serviceCidr: z.string(),
    nodeCidrs: texts,
    kubernetesApi: z.object({ cidrs: texts, port: z.int() }).optional(),
    dnsUpstreams: texts,
  }),
  systemNamespaces: texts,
  lastResortDeny: z.boolean(),
  namespaces: z.array(
    z.object({
      name: z.string(),
      enforcement: z.enum(["enforced", "staged"]),
      workloads: z.array(
        z.object({
          name: z.string(),
          labels: z.record(z.string(), z.string()),
          ports: z.array(port).optional(),
        }),
      ),
      never: z.array(z.object({ from: z.string(), to: z.string(), except: texts })),
    }),
  ),
  flows: z.array(z.object({ namespace: z.string(), from: peer, to: peer, ports: z.array(port) })),
});

/** What a stack declares about its network. */
export type Declared =
  /** Nothing: the stack is not a program's that declares flows. */
  | { readonly kind: "nothing" }
  /** Something that cannot be understood; or that only a deployment can tell, at these places of the resource. */
  | {
      readonly kind: "unreadable";
      readonly index: number;
      /** Whether it is because some of it must not be shown. */
      readonly secret: boolean;
      readonly unknown: readonly (readonly (string | number)[])[];
    }
  | { readonly kind: "network"; readonly network: DeclaredNetwork };

/** What the stack's program declares. */
export const declaredBy = shared(({ resources }: Stack): Declared => {
  const index = resources.findIndex(({ type }) => type === component);
  if (index < 0) return { kind: "nothing" };
  const { value, unknown, secret } = networkObject(resources[index]!.properties.at(property), false);
  // What is declared is told in messages.
  const parsed = unknown.length > 0 || secret ? undefined : schema.safeParse(value);
  if (parsed?.success) return { kind: "network", network: parsed.data };
  return { kind: "unreadable", index, secret, unknown: unknown.map((path) => [property, ...path]) };
});
