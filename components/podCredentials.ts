import type * as kubernetes from "@pulumi/kubernetes";
import type { RenderedWorkload } from "../config/declaration.js";
import { podIdentityAgent } from "../config/peers.js";

type Container = kubernetes.types.input.core.v1.Container;
type Volume = kubernetes.types.input.core.v1.Volume;

const folder = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
const token = "eks-pod-identity-token";

/** By what a pod gets the credentials of its role. */
export interface PodCredentials {
  readonly env: NonNullable<Container["env"]> & readonly object[];
  readonly mounts: readonly kubernetes.types.input.core.v1.VolumeMount[];
  readonly volumes: readonly Volume[];
}

/**
 * What EKS's webhook would put into the pods of a service account with a role, in its words, so that it adds nothing.
 * It does so only where it knows of the role when a pod starts, which it may not for some seconds after the role is
 * associated; that pod would never get credentials. And a workload that gets its role later would not start anew.
 * https://github.com/aws/amazon-eks-pod-identity-webhook
 */
export function podCredentials(workload: RenderedWorkload, region: string): PodCredentials {
  const variable = (name: string, value: string) =>
    // A workload may say itself which region it means.
    Object.hasOwn(workload.env, name) || Object.hasOwn(workload.secrets, name) ? [] : [{ name, value }];
  const [address] = podIdentityAgent.cidrs[0]!.split("/");
  return {
    env: [
      { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: `http://${address!}/v1/credentials` },
      { name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", value: `${folder}/${token}` },
      ...variable("AWS_REGION", region),
      ...variable("AWS_DEFAULT_REGION", region),
    ],
    mounts: [{ name: token, mountPath: folder, readOnly: true }],
    volumes: [
      {
        name: token,
        projected: {
          sources: [
            {
              // For the agent alone: the Kubernetes API does not take it.
              serviceAccountToken: {
                audience: "pods.eks.amazonaws.com",
                expirationSeconds: 86_400,
                path: token,
              },
            },
          ],
        },
      },
    ],
  };
}
