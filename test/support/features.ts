import { inShop, inStack, type Change } from "./project.js";

/* What a workload may ask of the cluster, in the base project. */

const lastAddon = "coredns: v1.13.2-eksbuild.31";

/** Pins the agent of EKS Pod Identity. */
export const withAgent: Change = inStack(
  lastAddon,
  `${lastAddon}\n    eks-pod-identity-agent: v1.3.10-eksbuild.3`,
);

/** Pins the driver of EBS volumes, and the agent that gives it its role. */
export const withDriver: Change = inStack(
  lastAddon,
  `${lastAddon}\n    eks-pod-identity-agent: v1.3.10-eksbuild.3\n    aws-ebs-csi-driver: v1.66.0-eksbuild.1`,
);

/** The queue that cart may send to. */
export const queue = "arn:aws:sqs:eu-central-1:111122223333:orders";

/** Adds a line to workload cart. */
export const inCart = (line: string): Change =>
  inShop("{ grpc: 7070, metrics: 9090 }", `{ grpc: 7070, metrics: 9090 }\n    ${line}`);

/** Lets cart send to {@link queue}, or do what `statements` say. */
export const withRole = (statements = `{ actions: [sqs:SendMessage], resources: ["${queue}"] }`): Change =>
  inCart(`aws: { statements: [${statements}] }`);

/** Adds workload db to the shop: a StatefulSet of two, with these volumes. */
export const withDatabase = (volumes: string, replicas = 2): Change =>
  inShop(
    "  redis:\n",
    `  db:\n    image: app\n    kind: StatefulSet\n    replicas: ${replicas}\n    volumes: ${volumes}\n  redis:\n`,
  );
