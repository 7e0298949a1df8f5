import type { NodeGroupDeclaration } from "./environmentSchema.js";

/**
 * The architecture of an EC2 instance type by AWS's naming (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html):
 * a `g` among the letters after the generation is Graviton, as in c7gn and im4gn; the family g itself is not.
 * Undefined for names of another shape, such as u-6tb1.metal.
 */
export function architectureOf(instanceType: string): NodeGroupDeclaration["architecture"] | undefined {
  const match = /^([a-z]+)\d+([a-z]*)(-flex)?\.[a-z0-9-]+$/.exec(instanceType);
  if (!match) return undefined;
  const [, family, options = ""] = match;
  // Macs, on which no node of EKS runs, have both.
  if (family === "mac") return undefined;
  // The first generation of Graviton.
  if (instanceType.startsWith("a1.")) return "arm64";
  return options.includes("g") ? "arm64" : "x86_64";
}
