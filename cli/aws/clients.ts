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

/** Has the SDK not say which Node its later versions will want (https://github.com/aws/aws-sdk-js-v3/issues/7983). */
const silenced = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** Clients for a region. They try again as the SDK is configured to (AWS_MAX_ATTEMPTS; three attempts in all by default). */
export function awsIn(region: string, settings: AwsSettings = {}): Aws {
  // The SDK is pinned: what later versions want is for whoever raises it, not for whoever asks AWS something.
  process.env[silenced] ??= "true";
  const configuration = { region, requestHandler: timeouts, ...settings };
  return {
    eks: new EKSClient(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
}
