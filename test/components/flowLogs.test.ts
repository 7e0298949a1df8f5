import assert from "node:assert/strict";
import { deployed } from "../support/deployed.js";
import { inStack } from "../support/project.js";
import { recorded, type Recorded } from "../support/recorded.js";

const bucket = "base-flow-logs";
const arn = `arn:${bucket}`;

describe("FlowLogs", () => {
  let run: Recorded;
  before(async () => {
    run = await deployed();
  });

  it("records all traffic of the VPC with what an audit of pods' traffic needs", () => {
    assert.deepEqual(run.inputs("FlowLog"), {
      vpcId: "network",
      trafficType: "ALL",
      maxAggregationInterval: 60,
      logDestinationType: "s3",
      logDestination: arn,
      logFormat: [
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end",
        "action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr az-id",
        "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path reject-reason",
      ]
        .join(" ")
        .replace(/[\w-]+/g, "${$&}"),
      destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
    });
  });

  it("keeps records encrypted, private, and as long as the stack says", async () => {
    assert.deepEqual(run.inputs("BucketServerSideEncryptionConfiguration"), {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    assert.deepEqual(run.inputs("BucketPublicAccessBlock"), {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const expiry = (days: number) => ({
      bucket,
      rules: [{ id: "expire", status: "Enabled", filter: { prefix: "" }, expiration: { days } }],
    });
    assert.deepEqual(run.inputs("BucketLifecycleConfiguration"), expiry(90));
    const longer = await deployed({ changes: [inStack("admins:", "logRetentionDays: 365\n    admins:")] });
    assert.deepEqual(longer.inputs("BucketLifecycleConfiguration"), expiry(365));
  });

  it("admits the log service of this account alone, and nobody without TLS", () => {
    const { bucket: of, policy } = run.inputs("BucketPolicy") as { bucket: string; policy: string };
    assert.equal(of, bucket);
    const service = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } };
    assert.deepEqual(JSON.parse(policy), {
      Version: "2012-10-17",
      Statement: [
        {
          ...service,
          Action: "s3:PutObject",
          Resource: `${arn}/*`,
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "111122223333",
              "s3:x-amz-acl": "bucket-owner-full-control",
            },
          },
        },
        {
          ...service,
          Action: "s3:GetBucketAcl",
          Resource: arn,
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("closes the bucket before it opens it to the service, and records after", async () => {
    const order = await recorded();
    order.assertOrder(order.one("BucketPublicAccessBlock"), order.one("BucketPolicy"), order.one("FlowLog"));
  });
});
