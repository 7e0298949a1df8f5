import type { Account, LiveResource } from "./account.js";
import { nodeGroupsOf, scale } from "./nodeGroups.js";
import { scalingOf } from "./rules.js";
import { isObject, text, type Properties } from "./values.js";

/** What a command ends with. */
export interface Outcome {
  readonly code: number;
  readonly out?: string;
  readonly err?: string;
}

/** Node groups on one page of a list, few enough that a test sees a second page. */
const pageSize = 2;

type Command = (options: ReadonlyMap<string, string>, account: Account, token: string) => unknown;

const commands: Record<string, Command> = {
  "eks get-token": (_options, _account, token) => ({
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1beta1",
    spec: {},
    status: {
      expirationTimestamp: new Date(Date.now() + 14 * 60_000).toISOString().replace(/\.\d+/, ""),
      token,
    },
  }),
  "eks describe-cluster": (options, account) => ({
    cluster: cluster(existingCluster(account, name(options))),
  }),
  "eks list-nodegroups": (options, account) => {
    const groups = nodeGroupsOf(account, existingCluster(account, clusterName(options)).id);
    const names = groups.map(({ inputs }) => text(inputs, "nodeGroupName")).sort();
    // The CLI asks for all pages itself, unless it is told not to.
    if (!options.has("max-items") && !options.has("no-paginate")) return { nodegroups: names };
    const start = Number(options.get("starting-token") ?? 0);
    const end = start + Number(options.get("max-items") ?? pageSize);
    return { nodegroups: names.slice(start, end), ...(end < names.length && { nextToken: String(end) }) };
  },
  "eks describe-nodegroup": (options, account) => ({
    nodegroup: nodeGroup(existingGroup(account, options), account),
  }),
  "eks update-nodegroup-config": async (options, account) => {
    const group = existingGroup(account, options);
    const sizes = shorthand(options.get("scaling-config") ?? "");
    await scale(account, group, sizes);
    return {
      update: {
        id: `update-of-${group.id}`,
        status: "InProgress",
        type: "ConfigUpdate",
        params: Object.entries(sizes).map(([key, value]) => ({
          type: `${key[0]!.toUpperCase()}${key.slice(1)}`,
          value: String(value),
        })),
        createdAt: group.createdAt,
        errors: [],
      },
    };
  },
};

/** Answers a call of the AWS CLI: exit code 252 for what it does not know, 254 for what AWS refuses. */
export async function runCommand(
  account: Account,
  token: string,
  words: readonly string[],
): Promise<Outcome> {
  if (words[0] === "--version") return { code: 0, out: "aws-cli/2.31.0 Python/3.13.7 Linux exe/x86_64\n" };
  const { plain, options } = parse(words);
  const name = plain.join(" ");
  const command = commands[name];
  if (!command) return { code: 252, err: `\naws: [ERROR]: the stand-in has no command "${name}"\n` };
  try {
    return { code: 0, out: `${JSON.stringify(await command(options, account, token), undefined, 4)}\n` };
  } catch (error) {
    const [, kind = "InternalFailure", reason = ""] = /^(\w+): (.*)$/.exec((error as Error).message) ?? [];
    const operation = plain[1]!.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
    return {
      code: 254,
      err: `\nAn error occurred (${kind}) when calling the ${operation} operation: ${reason || (error as Error).message}\n`,
    };
  }
}

/** `--name value`, `--name=value` and `--flag`; the rest is the command. */
function parse(words: readonly string[]): { plain: string[]; options: Map<string, string> } {
  const plain: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const [, key, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const next = words[index + 1];
    if (key === undefined) plain.push(word);
    else if (value !== undefined) options.set(key, value);
    else if (next === undefined || next.startsWith("--")) options.set(key, "");
    else {
      options.set(key, next);
      index += 1;
    }
  }
  return { plain, options };
}

/** `minSize=1,maxSize=3` */
function shorthand(words: string): Partial<ReturnType<typeof scalingOf>> {
  const pairs = words.split(",").map((pair) => pair.split("="));
  for (const [key = "", value = ""] of pairs)
    if (!/^(min|max|desired)Size$/.test(key) || !/^\d+$/.test(value))
      throw new Error(`ParamValidation: --scaling-config: ${key}=${value}`);
  return Object.fromEntries(pairs.map(([key = "", value]) => [key, Number(value)]));
}

const name = (options: ReadonlyMap<string, string>) => options.get("name") ?? "";
const clusterName = (options: ReadonlyMap<string, string>) => options.get("cluster-name") ?? "";

function existingCluster(account: Account, name: string): LiveResource {
  const found = account.find("aws:eks/cluster:Cluster", name);
  if (!found) throw new Error(`ResourceNotFoundException: No cluster found for name: ${name}.`);
  return found;
}

function existingGroup(account: Account, options: ReadonlyMap<string, string>): LiveResource {
  const { id } = existingCluster(account, clusterName(options));
  const wanted = options.get("nodegroup-name") ?? "";
  const found = nodeGroupsOf(account, id).find(({ inputs }) => text(inputs, "nodeGroupName") === wanted);
  if (!found) throw new Error(`ResourceNotFoundException: No node group found for name: ${wanted}.`);
  return found;
}

/** As the EKS API describes it. */
function cluster({ id, inputs, outputs, createdAt }: LiveResource): object {
  return {
    name: id,
    arn: outputs["arn"],
    createdAt,
    version: outputs["version"],
    endpoint: outputs["endpoint"],
    roleArn: inputs["roleArn"],
    resourcesVpcConfig: outputs["vpcConfig"],
    status: "ACTIVE",
    certificateAuthority: outputs["certificateAuthority"],
    platformVersion: outputs["platformVersion"],
    tags: outputs["tagsAll"],
  };
}

function nodeGroup({ inputs, outputs, createdAt }: LiveResource, account: Account): object {
  const template: Properties = isObject(inputs["launchTemplate"]) ? inputs["launchTemplate"] : {};
  const { outputs: named } =
    account.find("aws:ec2/launchTemplate:LaunchTemplate", text(template, "id")) ?? {};
  return {
    nodegroupName: inputs["nodeGroupName"],
    nodegroupArn: outputs["arn"],
    clusterName: inputs["clusterName"],
    version: outputs["version"],
    releaseVersion: outputs["releaseVersion"],
    createdAt,
    modifiedAt: createdAt,
    status: "ACTIVE",
    capacityType: outputs["capacityType"] ?? "ON_DEMAND",
    scalingConfig: scalingOf(outputs),
    instanceTypes: outputs["instanceTypes"] ?? [],
    subnets: inputs["subnetIds"] ?? [],
    amiType: outputs["amiType"],
    nodeRole: inputs["nodeRoleArn"],
    labels: inputs["labels"] ?? {},
    taints: inputs["taints"] ?? [],
    resources: { autoScalingGroups: autoScalingGroups(outputs) },
    health: { issues: [] },
    updateConfig: outputs["updateConfig"],
    launchTemplate: { name: named?.["name"], version: template["version"], id: template["id"] },
    tags: outputs["tagsAll"] ?? {},
  };
}

function autoScalingGroups(outputs: Properties): unknown {
  const resources = outputs["resources"];
  const first: Properties[string] | undefined = Array.isArray(resources) ? resources[0] : undefined;
  return isObject(first) ? first["autoscalingGroups"] : [];
}
