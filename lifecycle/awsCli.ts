import { execFile } from "node:child_process";
import { z } from "zod";

/*
 * EKS, asked by the AWS CLI: the EKS component needs it anyway, and it takes the same credentials as the provider.
 */

/** Longest that one call may take, in milliseconds. */
const callTimeout = 60_000;

/** Which cluster, and where. */
export interface ClusterPlace {
  readonly name: string;
  readonly region: string;
}

/** A node group as it is, whatever the declaration says. */
export interface LiveNodeGroup {
  readonly name: string;
  readonly status: string;
  readonly createdAt: number;
  readonly size: { readonly min: number; readonly max: number; readonly desired: number };
  readonly tags: Readonly<Record<string, string>>;
}

/** How the API server is reached. */
export interface Endpoint {
  readonly server: string;
  /** PEM in base64. */
  readonly certificateAuthority: string;
}

/** The AWS CLI is missing, was refused, or answered what nobody can read. */
export class AwsError extends Error {
  override readonly name = "AwsError";
}

/** The API server's endpoint; undefined when there is no such cluster. */
export async function describeCluster(place: ClusterPlace): Promise<Endpoint | undefined> {
  const answer = await eks(place.region, "describe-cluster", "--name", place.name);
  if (answer === undefined) return undefined;
  const { cluster } = parse(
    z.object({
      cluster: z.object({ endpoint: z.string(), certificateAuthority: z.object({ data: z.string() }) }),
    }),
    answer,
    "describe-cluster",
  );
  return { server: cluster.endpoint, certificateAuthority: cluster.certificateAuthority.data };
}

const nodeGroupAnswer = z.object({
  nodegroup: z.object({
    nodegroupName: z.string(),
    status: z.string(),
    // A number of seconds, or ISO 8601, by the CLI's own configuration.
    createdAt: z.union([z.number().transform((seconds) => seconds * 1000), z.string().transform(Date.parse)]),
    scalingConfig: z.object({ minSize: z.number(), maxSize: z.number(), desiredSize: z.number() }),
    tags: z.record(z.string(), z.string()).default({}),
  }),
});

/** One node group; undefined when there is no such group. */
export async function describeNodeGroup(
  place: ClusterPlace,
  name: string,
): Promise<LiveNodeGroup | undefined> {
  const answer = await eks(place.region, "describe-nodegroup", ...cluster(place), "--nodegroup-name", name);
  if (answer === undefined) return undefined;
  const { nodegroup } = parse(nodeGroupAnswer, answer, "describe-nodegroup");
  const { minSize, maxSize, desiredSize } = nodegroup.scalingConfig;
  return {
    name: nodegroup.nodegroupName,
    status: nodegroup.status,
    createdAt: nodegroup.createdAt,
    size: { min: minSize, max: maxSize, desired: desiredSize },
    tags: nodegroup.tags,
  };
}

/** All node groups of a cluster; none when there is no such cluster. */
export async function listNodeGroups(place: ClusterPlace): Promise<LiveNodeGroup[]> {
  const answer = await eks(place.region, "list-nodegroups", ...cluster(place));
  const { nodegroups } = parse(
    z.object({ nodegroups: z.array(z.string()) }),
    answer ?? { nodegroups: [] },
    "list-nodegroups",
  );
  const groups = await Promise.all(nodegroups.map((name) => describeNodeGroup(place, name)));
  return groups.filter((group) => group !== undefined);
}

/** Sets how many nodes a group shall have. */
export async function resize(
  place: ClusterPlace,
  { name, size }: LiveNodeGroup,
  desired: number,
): Promise<void> {
  const scaling = `minSize=${size.min},maxSize=${size.max},desiredSize=${desired}`;
  await eks(
    place.region,
    "update-nodegroup-config",
    ...cluster(place),
    "--nodegroup-name",
    name,
    "--scaling-config",
    scaling,
  );
}

/** Arguments of the command by which clients of the API server get a token. */
export function tokenCommand({ name, region }: ClusterPlace): { command: string; args: string[] } {
  return {
    command: "aws",
    args: ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"],
  };
}

function cluster({ name }: ClusterPlace): string[] {
  return ["--cluster-name", name];
}

/** Runs `aws eks …`; undefined when what it asks for does not exist. */
function eks(region: string, operation: string, ...args: string[]): Promise<unknown> {
  const all = ["eks", operation, ...args, "--region", region, "--output", "json", "--no-cli-pager"];
  return new Promise((resolve, reject) => {
    execFile("aws", all, { timeout: callTimeout, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (!error) {
        try {
          resolve(JSON.parse(stdout));
        } catch {
          reject(new AwsError(`aws eks ${operation} answered no JSON`));
        }
      } else if (stderr.includes("(ResourceNotFoundException)")) resolve(undefined);
      else if (error.code === "ENOENT")
        reject(new AwsError("the AWS CLI (aws) is not on the PATH; install version 2.7 or newer"));
      else reject(new AwsError(`aws eks ${operation}: ${lastLine(stderr)}`));
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

function parse<Output>(schema: z.ZodType<Output>, answer: unknown, operation: string): Output {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError(`aws eks ${operation} answered without a usable ${issue!.path.join(".")}`);
}
