import { EKSClient, type EKSClientConfig } from "@aws-sdk/client-eks";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

/** AWS in one region. */
export interface Aws {
  readonly eks: EKSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** How AWS is reached; where nothing is said, as its SDK finds out (environment, profile, role). */
export type AwsSettings = Pick<EKSClientConfig, "endpoint" | "credentials">;

/** The SDK waits for ever unless told otherwise, in milliseconds. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Clients for a region. They try again as the SDK is configured to (AWS_MAX_ATTEMPTS; three attempts in all by default). */
export function awsIn(region: string, settings: AwsSettings = {}): Aws {
  const configuration = { region, requestHandler: timeouts, ...settings };
  return {
    eks: new EKSClient(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
}
