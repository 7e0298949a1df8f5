import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Account, type ApiServer } from "./aws/account.js";
import { noNodes, type NodeLife } from "./aws/nodeGroups.js";
import { providerService } from "./aws/service.js";

/** What the account is like. */
export interface FakeAwsOptions {
  /** Default: the sample's. */
  readonly account?: string;
  readonly region?: string;
  /** The API server that every cluster of this account has. Default: one that is not there. */
  readonly apiServer?: ApiServer;
  /** Who runs nodes. Default: nobody. */
  readonly nodes?: NodeLife;
}

/** AWS for an engine: a provider in this process, in front of an account in memory. */
export interface FakeAws {
  readonly account: Account;
  /** What makes an engine attach to it, whichever version of the provider a program asks for. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Serves an empty account on a free port. */
export async function startFakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const {
    account: number = "111122223333",
    region = "eu-central-1",
    apiServer = { endpoint: "https://127.0.0.1:1", certificateAuthority: "" },
    nodes = noNodes,
  } = options;
  const account = new Account({ account: number, region }, apiServer, nodes);
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  server.addService(ResourceProviderService, providerService(account));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    account,
    environment: { PULUMI_DEBUG_PROVIDERS: `aws:${port}` },
    // Not tryShutdown: engines that were killed never close their connections.
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}
