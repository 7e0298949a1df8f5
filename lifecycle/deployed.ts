import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { getMonitor } from "@pulumi/pulumi/runtime/settings.js";
import { objectKey, type Deployed } from "../config/checkSuccession.js";
import { valueAt } from "../config/lookUp.js";

interface DeployedResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs: unknown;
}

/** What this stack runs, by its own state: the same that the engine compares with. Reads only. */
export async function deployed(): Promise<Deployed> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = await invokePlainly("pulumi:pulumi:readStackResourceOutputs", { stackName });
  const byUrn = (valueAt(answer, ["outputs"]) ?? {}) as Record<string, Omit<DeployedResource, "urn">>;
  return deployedFrom(Object.entries(byUrn).map(([urn, resource]) => ({ urn, ...resource })));
}

/**
 * `pulumi.runtime.invoke` for answers that mention resources: it would look each of them up, and fails where one is not
 * registered yet. Here they stay identifiers.
 */
async function invokePlainly(token: string, args: Record<string, string>): Promise<unknown> {
  const request = new ResourceInvokeRequest();
  request.setTok(token);
  request.setArgs(Struct.fromJavaScript(args));
  request.setAcceptresources(false);
  const struct = await new Promise<Struct | undefined>((resolve, reject) => {
    getMonitor()!.invoke(request, (error, response) =>
      error ? reject(error) : resolve(response.getReturn()),
    );
  });
  const answer = struct ? pulumi.runtime.deserializeProperties(struct) : {};
  // A secret somewhere inside makes all of a property one.
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)]),
  );
}

/** What resources of a state say about the cluster. */
export function deployedFrom(resources: readonly DeployedResource[]): Deployed {
  const outputsOf = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ outputs }) => outputs);
  const text = (outputs: unknown, ...path: PropertyKey[]): string | undefined => {
    const value = valueAt(outputs, path);
    return typeof value === "string" ? value : undefined;
  };
  const [cluster] = outputsOf("aws:eks/cluster:Cluster");
  const [vpc] = outputsOf("aws:ec2/vpc:Vpc");
  const [installation] = outputsOf("kubernetes:operator.tigera.io/v1:Installation");
  const name = text(cluster, "name");
  const [, , , region, account] = text(cluster, "arn")?.split(":") ?? [];
  return {
    ...(name === undefined
      ? {}
      : {
          eks: {
            name,
            region,
            account,
            version: text(cluster, "version"),
            vpcCidr: text(vpc, "cidrBlock"),
            serviceCidr: text(cluster, "kubernetesNetworkConfig", "serviceIpv4Cidr"),
            subnets: outputsOf("aws:ec2/subnet:Subnet").map(
              (subnet) => `${text(subnet, "availabilityZone")} ${text(subnet, "cidrBlock")}`,
            ),
          },
        }),
    clusterIdentifier: outputsOf("pulumi:providers:kubernetes")
      .map((provider) => text(provider, "clusterIdentifier"))
      .find((identifier) => identifier !== undefined),
    nodeGroups: new Map(
      resources
        .filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")
        .flatMap(({ urn, outputs }) => {
          const physicalName = text(outputs, "nodeGroupName");
          if (physicalName === undefined) return [];
          const bound = (which: string) => valueAt(outputs, ["scalingConfig", which]);
          const group = { name: physicalName, min: bound("minSize"), max: bound("maxSize") };
          return [[urn.split("::").at(-1)!, group] as const];
        }),
    ),
    liveSizes: new Map(),
    objects: new Map(
      resources
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .flatMap(({ urn, outputs }) => {
          const kind = text(outputs, "kind");
          const object = text(outputs, "metadata", "name");
          if (kind === undefined || object === undefined) return [];
          const key = objectKey(kind, text(outputs, "metadata", "namespace") ?? "", object);
          return [[key, { urn, spec: valueAt(outputs, ["spec"]) }] as const];
        }),
    ),
    podCidr: text(installation, "spec", "calicoNetwork", "ipPools", 0, "cidr"),
  };
}
