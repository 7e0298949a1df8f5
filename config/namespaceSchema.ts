import { z } from "zod";
import {
  byteQuantity,
  cpuQuantity,
  list,
  mapping,
  named,
  namespaceName,
  whole,
  word,
  workloadName,
} from "./fields.js";
import { flow, never } from "./flowSchema.js";
import { renderedWorkload, selectedWorkload } from "./workloadSchema.js";

export type { FlowDeclaration, NeverDeclaration } from "./flowSchema.js";
export type {
  ProbeDeclaration,
  RenderedWorkloadDeclaration,
  SelectedWorkloadDeclaration,
} from "./workloadSchema.js";

/* namespaces/<name>.yaml: the workloads of one namespace and the flows they need, for all environments. */

/** One namespace file. */
export const namespaceSchema = mapping(
  {
    namespace: namespaceName.describe("Name of the namespace, as the file is called."),
    podSecurity: mapping(
      {
        level: word("baseline", "privileged").describe("Pod security level of the namespace."),
        reason: z
          .string({ error: "the reason" })
          .min(10, { error: "the reason, in at least ten characters" })
          .describe("Why restricted is not enough, in at least ten characters."),
      },
      "another pod security level, with the reason",
    )
      .optional()
      .describe("A weaker pod security level than restricted, with the reason. Default: restricted."),
    quota: mapping(
      {
        pods: whole(1, 100_000, "pods").describe("Pods at most."),
        cpu: cpuQuantity.describe("CPU that all pods together may request."),
        memory: byteQuantity.describe("Memory that all pods together may request."),
      },
      "pods, cpu and memory",
    )
      .optional()
      .describe(
        "What all pods of the namespace together may ask for, rollouts included. Default: twice what the declared workloads ask for, so that rollouts fit.",
      ),
    workloads: named(
      workloadName,
      z.union([renderedWorkload, selectedWorkload]),
      "a mapping from names to workloads",
    ).describe("The workloads by name: rendered by Basalt (image), or by something else (selector)."),
    flows: list(flow, "a list of flows")
      .default([])
      .describe(
        "Connections that its workloads open or accept; all others are denied. One between namespaces stands in both files. Default: none.",
      ),
    never: list(never, "a list of assertions")
      .default([])
      .describe("Connections that must not be possible; flows that open one are refused. Default: none."),
  },
  "a namespace",
);

/** What a namespace file declares, defaults filled in. */
export type NamespaceFile = z.output<typeof namespaceSchema>;
