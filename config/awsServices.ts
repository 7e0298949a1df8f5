/*
 * AWS services with interface endpoints (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html).
 *
 * A service's place in this list decides its endpoint's addresses: append, never reorder or remove. The
 * smallest allowed VPC has room for 27.
 */
const catalogue = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "sts",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "autoscaling",
  "logs",
  "ssm",
  "ssmmessages",
  "ec2messages",
  "s3",
  "sqs",
  "sns",
  "secretsmanager",
  "kms",
  "monitoring",
  "events",
  "states",
  "kinesis-streams",
  "lambda",
  "xray",
  "bedrock-runtime",
] as const;

export type AwsService = (typeof catalogue)[number];

/** What private nodes call (https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html). */
export const nodeServices: readonly AwsService[] = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "sts",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "autoscaling",
  "logs",
];

/** What Session Manager needs on top. */
export const sessionManagerServices: readonly AwsService[] = ["ssm", "ssmmessages", "ec2messages"];

/** Every service a flow may name, sorted. */
export const awsServices: readonly AwsService[] = [...catalogue].sort();

/** The service called `name`, or undefined. */
export function awsService(name: string): AwsService | undefined {
  return catalogue.find((service) => service === name);
}

/** Place of a service in the catalogue, from 0. */
export function placeOf(service: AwsService): number {
  return catalogue.indexOf(service);
}
