import { z } from "zod";
import { cidrText, list, mapping, pinName, portName, portNumber, protocol, text } from "./fields.js";
import { maxPorts } from "./workloadSchema.js";

/* The flows of a namespace file, and its assertions. */

const reference = /^([a-z]([a-z0-9-]{0,61}[a-z0-9])?\/)?[a-z]([a-z0-9-]{0,43}[a-z0-9])?$/;

const workloadReference = text(reference, "a workload, or namespace/workload");

/** A workload in a flow, where people try host names and addresses as well. */
const flowWorkload = text(reference, "a workload, or namespace/workload", (value) => {
  if (/^[\d./]+$/.test(value)) return "{ cidr, name } for addresses; a workload, or namespace/workload";
  return /^(\w+:\/\/)?[\w-]+(\.[\w-]+)+\.?([:/]|$)/.test(value)
    ? "{ cidr, name } with the host's addresses: a host name cannot be matched"
    : undefined;
});

const range = mapping(
  {
    cidr: cidrText
      .optional()
      .describe(
        "The range, a canonical IPv4 CIDR; may be left out where every stack file gives it under basalt:namespaces.<namespace>.cidrs.",
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
      {
        port: portNumber.describe("The port, or the first of a range."),
        endPort: portNumber
          .optional()
          .describe("Last port of the range; only outside the cluster. Default: port alone."),
        protocol: protocol.default("TCP").describe("Transport protocol. Default: TCP."),
      },
      "a port",
    ),
  ],
  { error: "a port's name, a port number from 1 to 65535, or { port, endPort, protocol }" },
);

/** A connection that is allowed. */
export const flow = mapping(
  {
    from: z
      .union([z.literal("internet"), flowWorkload, range], {
        error: "a workload, namespace/workload, internet or { cidr, name }",
      })
      .describe(
        "Who opens the connection: a workload, namespace/workload, internet, or { cidr, name }. One side at least is a workload of this namespace.",
      ),
    to: z
      .union(
        [
          z.literal(["internet", "kubernetes-api"]),
          flowWorkload,
          range,
          mapping(
            {
              aws: text(/^[a-z0-9.-]{2,40}$/, "an AWS service").describe(
                "An AWS service by the name of its interface endpoint, such as sqs.",
              ),
            },
            "an AWS service",
          ),
        ],
        {
          error:
            "a workload, namespace/workload, internet, kubernetes-api, { cidr, name } or { aws: service }",
        },
      )
      .describe(
        "Who accepts it: a workload, namespace/workload, internet, kubernetes-api, { cidr, name } or { aws: service }. Host names cannot be matched.",
      ),
    ports: list(flowPort, "a list of ports")
      .min(1, { error: 'at least one port; omit "ports" to allow every declared port' })
      .max(maxPorts, { error: `at most ${maxPorts} ports` })
      .optional()
      .describe(
        "Ports of the receiving workload's pods, by name or number; numbers or ranges outside the cluster, where they are required. None for kubernetes-api and AWS services. Default: every port that the workload declares.",
      ),
    tls: pinName
      .optional()
      .describe(
        "Name under basalt:certificates; the load balancer then serves TLS on port 443. Only from outside the cluster. Default: none.",
      ),
  },
  "a flow",
);

const asserted = z.union([z.literal(["*", "internet"]), workloadReference], {
  error: '"*", internet, a workload or namespace/workload',
});

/** A connection that must not be possible. */
export const never = mapping(
  {
    from: asserted.describe('Who must not connect: "*", internet, a workload or namespace/workload.'),
    to: asserted.describe('To whom: "*", internet, a workload or namespace/workload.'),
    except: list(workloadReference, "a list of workloads")
      .default([])
      .describe("Workloads that may connect nevertheless. Default: none."),
  },
  "an assertion",
);

export type FlowDeclaration = z.output<typeof flow>;
export type NeverDeclaration = z.output<typeof never>;
