import { sample } from "../../support/fixture.js";
import { inFile, type Change, type Files } from "../../support/project.js";
import { declarationIn } from "./engineProject.js";

/* The sample with a namespace of one workload: updates of it are as fast as they can be. */

const stackFile = "Pulumi.dev.yaml";

const namespace = `namespace: shop
workloads:
  web: { image: agnhost, args: [pause] }
`;

const groups = /^ {2}basalt:nodes:\n(?: {4}.*\n)+/m;

/** What a node group of the small project says, on top of its name; one line. */
export const general =
  "family: bottlerocket, release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 1, max: 4 }";

/** The release that follows that of {@link general}. */
export const newer: Change = inFile(stackFile, "1.66.0-1ad6b4a4", "1.66.1-0123abcd");

/** Changes the stack file of the small project. */
export const inSmall = (found: string, replacement: string): Change => inFile(stackFile, found, replacement);

/** The small project with these node groups, each as one line of YAML without braces. */
export function smallProject(nodeGroups: Readonly<Record<string, string>> = { general }): Files {
  const all = declarationIn(sample);
  const nodes = Object.entries(nodeGroups).map(([name, rest]) => `    - { name: ${name}, ${rest} }\n`);
  return {
    [stackFile]: all[stackFile]!.replace(groups, `  basalt:nodes:\n${nodes.join("")}`)
      .replace(/ {2}basalt:certificates:\n(?: {4}.*\n)+/, "")
      .replace(/ {2}basalt:namespaces:\n(?: {4}.*\n)+/, ""),
    "namespaces/shop.yaml": namespace,
  };
}
