import { isAbsolute, join } from "node:path";
import type { Declaration } from "../../../config/declaration.js";
import { AwsError } from "../../../lifecycle/awsCli.js";
import { contextConfig, eksConfig } from "../../../lifecycle/kubernetesApi.js";
import { UsageError } from "../../io.js";
import { clusterClient, type ClusterClient } from "./clusterClient.js";

/** Reaches the API server of a declared cluster. */
export type ConnectCluster = (declaration: Declaration, directory: string) => Promise<ClusterClient>;

/**
 * The declared cluster's API server: of EKS with the credentials of the AWS CLI, else by the context that the stack
 * file names.
 *
 * @param directory the project's, from which a relative kubeconfig is meant
 * @throws UsageError where there is no such cluster, or no way to it
 */
export const connectCluster: ConnectCluster = async ({ cluster }, directory) => {
  if (cluster.kind === "eks") {
    const { name, region } = cluster.eks;
    try {
      const config = await eksConfig({ name, region });
      if (config) return clusterClient(config);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new UsageError(`cluster ${name}: ${error.message}`, { cause: error });
    }
    throw new UsageError(
      `cluster ${name}: AWS has no such cluster in ${region}; deploy the stack first, or log in to the account that has it`,
    );
  }
  const { context, kubeconfig } = cluster.existing;
  const file = kubeconfig === undefined || isAbsolute(kubeconfig) ? kubeconfig : join(directory, kubeconfig);
  try {
    return clusterClient(await contextConfig(context, file));
  } catch (error) {
    throw new UsageError(
      `context ${context}: ${error instanceof Error ? error.message : String(error)}; allowed: a context of the kubeconfig that the stack file names`,
      { cause: error },
    );
  }
};
