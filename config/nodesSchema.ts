import { z } from "zod";
import { dnsLabel, flag, kubernetesVersion, labels, list, mapping, text, whole, word } from "./fields.js";

/* basalt:nodes: the node groups of a cluster on EKS. */

const taint = mapping(
  {
    key: text(/^[A-Za-z0-9]([\w./-]{0,251}[A-Za-z0-9])?$/, "a taint key").describe("Key of the taint."),
    value: text(/^[\w.-]{0,63}$/, "a taint value").describe("Value of the taint; may be empty."),
    effect: word("NoSchedule", "NoExecute", "PreferNoSchedule").describe(
      "What happens to pods that do not tolerate it: not scheduled, evicted as well, or scheduled elsewhere if possible.",
    ),
  },
  "a taint",
);

const dateAllowed = 'a quoted date such as "2026-11-23"';

/** A day that the calendar has, as 2026-02-30 is none. */
const date = z
  .string({ error: dateAllowed })
  .refine((value) => /^20\d{2}-\d{2}-\d{2}$/.test(value) && isDay(value), { error: dateAllowed })
  .meta({ description: dateAllowed, pattern: "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$" });

function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  // Of a day too many, some engines make the next month's.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const nodeGroup = mapping(
  {
    name: dnsLabel(20).describe("Name of the group, which a workload names under nodes."),
    family: word("bottlerocket", "al2023")
      .default("bottlerocket")
      .describe("AMI family. Default: bottlerocket."),
    release: text(
      /^(\d+\.\d+\.\d+-[0-9a-f]{8}|1\.\d{2}\.\d+-\d{8})$/,
      "an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
    ).describe(
      "Exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023). Another one replaces the nodes.",
    ),
    rotated: date
      .optional()
      .describe(
        'Day on which the nodes were last to be replaced, in quotes: "2026-11-23". Another one replaces them, though nothing else changed; `basalt rotate` writes it. Default: none.',
      ),
    version: kubernetesVersion
      .optional()
      .describe("Kubernetes version of the nodes. Default: the control plane's."),
    architecture: word("x86_64", "arm64")
      .default("x86_64")
      .describe("Processors of all instance types of the group; arm64 is Graviton. Default: x86_64."),
    instanceTypes: list(
      text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type such as m7i.large"),
      "a list of EC2 instance types",
    )
      .min(1, { error: "at least one instance type" })
      .describe("EC2 instance types of the group's architecture, any of which a node may be."),
    capacity: word("on-demand", "spot")
      .default("on-demand")
      .describe("spot is cheaper, and taken back by AWS with two minutes' notice. Default: on-demand."),
    size: mapping(
      {
        min: whole(0, 450, "nodes").describe("Fewest nodes in each zone."),
        max: whole(1, 450, "nodes").describe("Most nodes in each zone."),
      },
      "bounds for each zone",
    ).describe("Nodes in each zone."),
    disk: mapping(
      { sizeGiB: whole(20, 16384, "GiB").describe("Size of the data volume in GiB.") },
      "the data volume",
    )
      .default({ sizeGiB: 50 })
      .describe("The data volume, for images and pods' data. Default: 50 GiB."),
    labels: labels.default({}).describe("Kubernetes labels of the nodes. Default: none of your own."),
    taints: list(taint, "a list of taints")
      .default([])
      .describe("Taints of the nodes; workloads that name the group tolerate them. Default: none."),
    maxPods: whole(8, 250, "pods")
      .default(110)
      .describe("Pods a node runs at most. AWS caps it at 110 below 30 vCPU. Default: 110."),
    drainTimeoutSeconds: whole(10, 86_400, "seconds")
      .default(900)
      .describe(
        "Seconds that new nodes of a zone have to become ready, and then pods to leave the old ones; after them the update stops there. Default: 900.",
      ),
    ssm: flag.default(false).describe("Session Manager on the nodes, for emergencies. Default: false."),
  },
  "a node group",
);

/** basalt:nodes. */
export const nodes = list(nodeGroup, "a list of node groups").min(1, { error: "at least one node group" });

export type NodeGroupDeclaration = z.output<typeof nodeGroup>;
