import { z } from "zod";
import {
  byteQuantity,
  cidrText,
  cpuQuantity,
  flag,
  imageReference,
  list,
  mapping,
  named,
  namespaceName,
  pinName,
  portName,
  portNumber,
  protocol,
  text,
  variableName,
  whole,
  word,
  workloadName,
  dnsLabel,
} from "./fields.js";

/* namespaces/<name>.yaml: the workloads of one namespace and the flows they need, for all environments. */

/** Ports of a workload, and entries of a flow's port list: a flow without a list stands for all its workload's. */
const maxPorts = 100;

const port = z.union(
  [
    portNumber,
    mapping(
      { port: portNumber, service: portNumber.optional(), protocol: protocol.default("TCP") },
      "a port",
    ),
  ],
  { error: "a port number from 1 to 65535, or { port, service, protocol }" },
);

const ports = named(portName, port, "a mapping from port names to numbers").refine(
  (all) => Object.keys(all).length <= maxPorts,
  { error: `at most ${maxPorts} ports` },
);

const probe = z.union(
  [
    mapping({ http: text(/^\/\S*$/, "a path that starts with /"), port: portName }, "an HTTP probe"),
    mapping({ tcp: portName }, "a TCP probe"),
    mapping({ grpc: portName }, "a gRPC probe"),
    mapping(
      { exec: list(z.string({ error: "text" }), "a list of words").min(1, { error: "a command" }) },
      "a command probe",
    ),
  ],
  { error: "{ http: /path, port: name }, { tcp: name }, { grpc: name } or { exec: [command] }" },
);

const absolutePath = text(/^\/[\w./-]{1,200}$/, "an absolute path");
const textValue = z.string({ error: "text; quote numbers and true/false" });
const resources = mapping({ cpu: cpuQuantity, memory: byteQuantity }, "cpu and memory");

const renderedWorkload = mapping(
  {
    image: z
      .union([imageReference, pinName], {
        error: "the name of a pin under basalt:images, or an image with its digest",
      })
      .describe("Image: a name under basalt:images of the stack file, or a reference with a digest."),
    kind: word("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
      .default("Deployment")
      .describe("Default: Deployment."),
    replicas: whole(0, 10_000, "replicas")
      .optional()
      .describe("Default: 2 for a Deployment (nodes are replaced routinely), 1 for a StatefulSet."),
    schedule: text(/^(\S+ ){4}\S+$/, "five cron fields")
      .optional()
      .describe("When a CronJob runs; required there."),
    command: list(textValue, "a list of words").optional(),
    args: list(textValue, "a list of words").optional(),
    ports: ports.default({}).describe("Ports that the container serves, by name."),
    env: named(variableName, textValue, "a mapping of environment variables").default({}),
    secrets: named(
      variableName,
      pinName,
      "a mapping from environment variables to names under basalt:secrets",
    ).default({}),
    files: named(absolutePath, textValue, "a mapping from absolute paths to contents")
      .default({})
      .describe("Configuration files, mounted read-only."),
    scratch: named(absolutePath, byteQuantity, "a mapping from absolute paths to sizes")
      .default({})
      .describe("Writable directories; all else is read-only."),
    requests: resources.default({ cpu: "50m", memory: "64Mi" }),
    limits: mapping(
      { cpu: cpuQuantity.optional(), memory: byteQuantity },
      "memory, and cpu where it is to be throttled",
    ).default({ memory: "128Mi" }),
    probes: mapping(
      { readiness: probe.optional(), liveness: probe.optional(), startup: probe.optional() },
      "probes",
    )
      .optional()
      .describe("Default: readiness and liveness by a TCP connection to the first TCP port."),
    user: whole(1, 2_147_483_647).default(65532).describe("Numeric user and group; never 0. Default: 65532."),
    kubernetesToken: flag.default(false).describe("Mount the service account's token. Default: false."),
    terminationGraceSeconds: whole(1, 3600, "seconds").default(30),
    nodes: dnsLabel(30).optional().describe("Run only on this node group, tolerating its taints."),
  },
  "a workload",
);

const selectedWorkload = mapping(
  {
    selector: named(
      text(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, "a label key"),
      text(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, "a label value"),
      "a mapping of labels",
    ).refine((labels) => Object.keys(labels).length > 0, {
      error: "at least one label; an empty selector would mean every pod",
    }),
    ports: ports.default({}),
  },
  "a workload that something else renders",
);

const workloadReference = text(
  /^([a-z]([a-z0-9-]{0,61}[a-z0-9])?\/)?[a-z]([a-z0-9-]{0,43}[a-z0-9])?$/,
  "a workload, or namespace/workload",
);

const range = mapping(
  {
    cidr: cidrText
      .optional()
      .describe(
        "The range; may be left out where every stack file gives it under basalt:namespaces.<namespace>.cidrs.",
      ),
    name: pinName.describe("What this range is, for people and for overrides."),
  },
  "a named range",
);

const flowPort = z.union(
  [
    portName,
    portNumber,
    mapping(
      { port: portNumber, endPort: portNumber.optional(), protocol: protocol.default("TCP") },
      "a port",
    ),
  ],
  { error: "a port's name, a port number from 1 to 65535, or { port, endPort, protocol }" },
);

const flow = mapping(
  {
    from: z.union([z.literal("internet"), workloadReference, range], {
      error: "a workload, namespace/workload, internet or { cidr, name }",
    }),
    to: z.union(
      [
        z.literal(["internet", "kubernetes-api"]),
        workloadReference,
        range,
        mapping({ aws: text(/^[a-z0-9.-]{2,40}$/, "an AWS service") }, "an AWS service"),
      ],
      {
        error: "a workload, namespace/workload, internet, kubernetes-api, { cidr, name } or { aws: service }",
      },
    ),
    ports: list(flowPort, "a list of ports")
      .min(1, { error: 'at least one port; omit "ports" to allow every declared port' })
      .max(maxPorts, { error: `at most ${maxPorts} ports` })
      .optional(),
    tls: pinName
      .optional()
      .describe("Name under basalt:certificates; the load balancer then serves TLS on port 443."),
  },
  "a flow",
);

const never = mapping(
  {
    from: z.union([z.literal(["*", "internet"]), workloadReference], {
      error: '"*", internet, a workload or namespace/workload',
    }),
    to: z.union([z.literal(["*", "internet"]), workloadReference], {
      error: '"*", internet, a workload or namespace/workload',
    }),
    except: list(workloadReference, "a list of workloads").default([]),
  },
  "an assertion",
);

/** One namespace file. */
export const namespaceSchema = mapping(
  {
    namespace: namespaceName,
    podSecurity: mapping(
      {
        level: word("baseline", "privileged"),
        reason: z
          .string({ error: "the reason" })
          .min(10, { error: "the reason, in at least ten characters" }),
      },
      "another pod security level, with the reason",
    )
      .optional()
      .describe("Default: restricted."),
    quota: mapping(
      { pods: whole(1, 100_000, "pods"), cpu: cpuQuantity, memory: byteQuantity },
      "pods, cpu and memory",
    )
      .optional()
      .describe("Default: twice what the declared workloads ask for, so that rollouts fit."),
    workloads: named(
      workloadName,
      z.union([renderedWorkload, selectedWorkload]),
      "a mapping from names to workloads",
    ),
    flows: list(flow, "a list of flows").default([]),
    never: list(never, "a list of assertions").default([]).describe("Connections that must not be possible."),
  },
  "a namespace",
);

/** What a namespace file declares, defaults filled in. */
export type NamespaceFile = z.output<typeof namespaceSchema>;
export type RenderedWorkloadDeclaration = z.output<typeof renderedWorkload>;
export type SelectedWorkloadDeclaration = z.output<typeof selectedWorkload>;
export type FlowDeclaration = z.output<typeof flow>;
export type NeverDeclaration = z.output<typeof never>;
export type ProbeDeclaration = z.output<typeof probe>;
