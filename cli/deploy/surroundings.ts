import { execFile } from "node:child_process";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { LookUpError } from "../lookUpError.js";
import type { NetworkPlace } from "./checkEndpoint.js";
import type { Caller } from "./checkIdentity.js";

/** What a preflight asks of this machine and of AWS; a test answers it otherwise. */
export interface Surroundings extends NetworkPlace {
  /** The AWS CLI's version; undefined where there is none on the PATH. */
  readonly awsCli: () => Promise<string | undefined>;
  /** @throws LookUpError where AWS does not say */
  readonly caller: (region: string) => Promise<Caller>;
  /** The API server's address; undefined where there is no such cluster. @throws LookUpError where AWS does not say */
  readonly clusterServer: (region: string, name: string) => Promise<string | undefined>;
  /** The API server's address by a kubeconfig. @throws LookUpError where it has no such context */
  readonly contextServer: (directory: string, context: string, kubeconfig?: string) => Promise<string>;
}

const secondsToConnect = 5;

/** This machine. */
export function surroundings(env: Readonly<Record<string, string | undefined>>): Surroundings {
  return {
    hostedRunner: env["GITHUB_ACTIONS"] === "true" && env["RUNNER_ENVIRONMENT"] === "github-hosted",
    proxy: ["HTTPS_PROXY", "https_proxy"].some((name) => (env[name] ?? "") !== ""),
    addresses: Object.values(networkInterfaces()).flatMap((all = []) =>
      all.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
    ),
    connect: tryToConnect,
    awsCli,
    caller,
    clusterServer,
    contextServer,
  };
}

/** Why nothing answers at a host's port; undefined where something does. */
export function tryToConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((settle) => {
    const socket = connect({ host, port, timeout: secondsToConnect * 1000 });
    const end = (why?: string) => {
      socket.destroy();
      settle(why);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end(`nothing came back within ${secondsToConnect} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function awsCli(): Promise<string | undefined> {
  return new Promise((settle) => {
    execFile("aws", ["--version"], { timeout: 30_000 }, (error, stdout) =>
      settle(error ? undefined : stdout.trim().split(" ", 1)[0]),
    );
  });
}

async function caller(region: string): Promise<Caller> {
  const [{ awsIn }, { askAws }, { GetCallerIdentityCommand }] = await Promise.all([
    import("../aws/clients.js"),
    import("../aws/askAws.js"),
    import("@aws-sdk/client-sts"),
  ]);
  const { sts } = awsIn(region);
  const answer = await askAws("sts:GetCallerIdentity", () => sts.send(new GetCallerIdentityCommand({})));
  if (answer?.Account === undefined || answer.Arn === undefined)
    throw new LookUpError("sts:GetCallerIdentity: AWS says neither account nor ARN");
  return { account: answer.Account, arn: answer.Arn };
}

async function clusterServer(region: string, name: string): Promise<string | undefined> {
  const [{ awsIn }, { askAws }, { DescribeClusterCommand }] = await Promise.all([
    import("../aws/clients.js"),
    import("../aws/askAws.js"),
    import("@aws-sdk/client-eks"),
  ]);
  const { eks } = awsIn(region);
  const answer = await askAws("eks:DescribeCluster", () => eks.send(new DescribeClusterCommand({ name })), [
    "ResourceNotFoundException",
  ]);
  if (!answer) return undefined;
  const { endpoint, status } = answer.cluster ?? {};
  if (endpoint === undefined)
    throw new LookUpError(
      `eks:DescribeCluster: cluster ${name} has no endpoint yet (it is ${status ?? "nowhere"})`,
    );
  return endpoint;
}

async function contextServer(directory: string, context: string, kubeconfig?: string): Promise<string> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(resolve(directory, kubeconfig));
  } catch (error) {
    throw new LookUpError(`kubeconfig: it cannot be read (${(error as Error).message.split("\n", 1)[0]!})`);
  }
  const found = config.getContextObject(context);
  const server = found && config.getCluster(found.cluster)?.server;
  if (server == null)
    throw new LookUpError(`kubeconfig: found no context ${JSON.stringify(context)} with a cluster`);
  return server;
}
