import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FlowLogsArgs {
  /** Becomes part of the bucket's name. */
  readonly clusterName: string;
  readonly vpcId: pulumi.Input<string>;
  readonly account: string;
  /** Days that records are kept. */
  readonly retentionDays: number;
  /** Whether the bucket and its records stay when the stack goes; otherwise both are deleted. */
  readonly keep: boolean;
}

/**
 * Fields of a record, in order. `pkt-srcaddr` and `pkt-dstaddr` tell a pod or a client behind NAT from the
 * interface that carried its packet; `tcp-flags` and `flow-direction` tell who opened the connection.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const flowLogFields = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
  "vpc-id",
  "subnet-id",
  "instance-id",
  "tcp-flags",
  "type",
  "pkt-srcaddr",
  "pkt-dstaddr",
  "az-id",
  "pkt-src-aws-service",
  "pkt-dst-aws-service",
  "flow-direction",
  "traffic-path",
  "reject-reason",
] as const;

/** Records of all traffic of the VPC, in a bucket of their own. */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "basalt:network:FlowLogs",
      name,
      { account: args.account, retentionDays: args.retentionDays, keep: args.keep },
      opts,
    );
    const own = { parent: this };
    // What protects the records stays with them.
    const kept = { ...own, retainOnDelete: args.keep };
    const bucket = new aws.s3.Bucket(
      `${args.clusterName}-${name}`,
      // A bucket with records in it is deleted only so.
      { forceDestroy: !args.keep },
      kept,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      kept,
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: args.retentionDays },
          },
        ],
      },
      kept,
    );
    const block = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      kept,
    );
    const policy = new aws.s3.BucketPolicy(
      name,
      {
        bucket: bucket.id,
        policy: bucket.arn.apply((arn) => JSON.stringify(deliveryPolicy(arn, args.account))),
      },
      { ...kept, dependsOn: [block] },
    );
    new aws.ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        maxAggregationInterval: 60,
        logDestinationType: "s3",
        logDestination: bucket.arn,
        logFormat: flowLogFields.map((field) => `\${${field}}`).join(" "),
        destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      },
      { ...own, dependsOn: [policy] },
    );
    this.registerOutputs({ bucket: bucket.id });
  }
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html */
function deliveryPolicy(bucketArn: string, account: string): object {
  const principal = { Service: "delivery.logs.amazonaws.com" };
  const fromHere = { "aws:SourceAccount": account };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: "s3:PutObject",
        Resource: `${bucketArn}/*`,
        Condition: { StringEquals: { ...fromHere, "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
      {
        Effect: "Allow",
        Principal: principal,
        Action: "s3:GetBucketAcl",
        Resource: bucketArn,
        Condition: { StringEquals: fromHere },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
