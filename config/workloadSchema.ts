import { z } from "zod";
import {
  byteQuantity,
  dnsLabel,
  flag,
  imageReference,
  labels,
  limits,
  list,
  mapping,
  named,
  pinName,
  portName,
  portNumber,
  protocol,
  requests,
  text,
  textValue,
  variableName,
  whole,
  word,
} from "./fields.js";
import { awsPermissions } from "./awsPermissionsSchema.js";
import { isNearly } from "./isNearly.js";
import { volumes } from "./volumesSchema.js";

/* The workloads of a namespace file. */

/** Ports of a workload, and entries of a flow's port list: a flow without a list stands for all its workload's. */
export const maxPorts = 100;

const port = z.union(
  [
    portNumber,
    mapping(
      {
        port: portNumber.describe("Port of the pod."),
        service: portNumber.optional().describe("Port of the Service. Default: the pod's."),
        protocol: protocol.default("TCP").describe("Transport protocol. Default: TCP."),
      },
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
    mapping(
      {
        http: text(/^\/\S*$/, "a path that starts with /").describe("Path of an HTTP GET that must succeed."),
        port: portName.describe("Name of the TCP port to ask."),
      },
      "an HTTP probe",
    ),
    mapping({ tcp: portName.describe("Name of the TCP port that must accept connections.") }, "a TCP probe"),
    mapping(
      { grpc: portName.describe("Name of the TCP port that must answer gRPC's health check.") },
      "a gRPC probe",
    ),
    mapping(
      {
        exec: list(z.string({ error: "text" }), "a list of words")
          .min(1, { error: "a command" })
          .describe("Command in the container that must end with 0, without a shell."),
      },
      "a command probe",
    ),
  ],
  { error: "{ http: /path, port: name }, { tcp: name }, { grpc: name } or { exec: [command] }" },
);

const absolutePath = text(/^\/[\w./-]{1,200}$/, "an absolute path below /");

/** A workload that Basalt renders. */
export const renderedWorkload = mapping(
  {
    image: z
      .union([imageReference, pinName], {
        error: "the name of a pin under basalt:images, or an image with its digest",
      })
      .describe("Image: a name under basalt:images of the stack file, or a reference with a digest."),
    kind: word("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
      .default("Deployment")
      .describe("What runs the pods. Default: Deployment."),
    replicas: whole(0, 10_000, "replicas")
      .optional()
      .describe(
        "Pods of a Deployment or StatefulSet. Default: 2 for a Deployment (nodes are replaced routinely), 1 for a StatefulSet.",
      ),
    schedule: text(/^(\S+ ){4}\S+$/, "five cron fields")
      .optional()
      .describe("When a CronJob runs, in five cron fields; required there."),
    command: list(textValue, "a list of words")
      .optional()
      .describe("The command, word by word. Default: the image's entry point."),
    args: list(textValue, "a list of words")
      .optional()
      .describe("The command's arguments, word by word. Default: the image's."),
    ports: ports.default({}).describe("Ports that the container serves, by name. Default: none."),
    env: named(variableName, textValue, "a mapping of environment variables")
      .default({})
      .describe("Environment variables; text, so numbers are quoted. Default: none."),
    secrets: named(
      variableName,
      pinName,
      "a mapping from environment variables to names under basalt:secrets",
    )
      .default({})
      .describe(
        "Environment variables whose values are secrets, by names under basalt:secrets. Default: none.",
      ),
    files: named(absolutePath, textValue, "a mapping from absolute paths to contents")
      .default({})
      .describe("Configuration files by absolute path, mounted read-only. Default: none."),
    scratch: named(absolutePath, byteQuantity, "a mapping from absolute paths to sizes")
      .default({})
      .describe("Writable directories below /, with their sizes; all else is read-only. Default: none."),
    volumes: volumes
      .optional()
      .describe(
        "Volumes that outlive pods, by the absolute path at which each replica of a StatefulSet finds its own. Default: none.",
      ),
    requests: requests
      .default({ cpu: "50m", memory: "64Mi" })
      .describe("What each pod asks for. Default: 50m of CPU and 64Mi of memory."),
    limits: limits
      .default({ memory: "128Mi" })
      .describe("What each pod gets at most. Default: 128Mi of memory, and no limit of CPU."),
    probes: mapping(
      {
        readiness: probe
          .optional()
          .describe("Without it succeeding, the pod gets no traffic. Default: none."),
        liveness: probe.optional().describe("When it fails, the container is restarted. Default: none."),
        startup: probe.optional().describe("The other two wait until it has succeeded once. Default: none."),
      },
      "probes",
    )
      .optional()
      .describe(
        "How the kubelet asks whether a pod is well. Default: readiness and liveness by a TCP connection to the first TCP port.",
      ),
    user: whole(1, 2_147_483_647).default(65532).describe("Numeric user and group; never 0. Default: 65532."),
    kubernetesToken: flag.default(false).describe("Mount the service account's token. Default: false."),
    aws: awsPermissions
      .optional()
      .describe(
        "What it may do in AWS, by a role of its own (EKS Pod Identity); opens its path to the identity agent. Default: nothing.",
      ),
    terminationGraceSeconds: whole(1, 3600, "seconds")
      .default(30)
      .describe("Seconds that a pod has to end by itself. Default: 30."),
    nodes: dnsLabel(30)
      .optional()
      .describe("Run only on this node group, tolerating its taints. Default: on any without taints."),
  },
  "a workload",
  (otherKeys) =>
    otherKeys.some((key) => key === "selector" || isNearly(key, "selector"))
      ? "or, for a workload that something else renders, only selector, ports"
      : undefined,
);

/** A workload that gets policies only. */
export const selectedWorkload = mapping(
  {
    selector: labels
      .refine((all) => Object.keys(all).length > 0, {
        error: "at least one label; an empty selector would mean every pod",
      })
      .describe("Labels of the workload's pods, all of which a pod must have. It gets policies only."),
    ports: ports.default({}).describe("Ports that the pods serve, by name. Default: none."),
  },
  "a workload that something else renders",
  () => "or, for a workload that Basalt renders, image and no selector",
);

export type RenderedWorkloadDeclaration = z.output<typeof renderedWorkload>;
export type SelectedWorkloadDeclaration = z.output<typeof selectedWorkload>;
export type ProbeDeclaration = z.output<typeof probe>;
