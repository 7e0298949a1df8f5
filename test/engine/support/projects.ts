import { sample } from "../../support/fixture.js";
import { inStack, withFile, type Change, type Files } from "../../support/project.js";
import { declarationIn } from "./engineProject.js";

/** A declaration and which of its stacks is deployed. */
export interface EngineProject {
  readonly files: Files;
  readonly stack: string;
  /** Whether the cluster is there already: then pods run without a node group. */
  readonly existing: boolean;
  /** Number of the AWS account that it is for, where there is one. */
  readonly account?: string;
}

/** The context of the kubeconfig that tests write. */
const context = "test";

/** A stack of the sample. */
export function sampleProject(stack: string): EngineProject {
  const files = declarationIn(sample);
  const path = `Pulumi.${stack}.yaml`;
  const account = /account: "(\d+)"/.exec(files[path]!)?.[1];
  return {
    stack,
    ...(account === undefined ? {} : { account }),
    files: { ...files, [path]: files[path]!.replace(/context: \S+/, `context: ${context}`) },
    existing: files[path]!.includes("kind: existing"),
  };
}

/** What the engine can decrypt: `hunter2`, by the passphrase of the tests. */
const secret = {
  salt: "v1:vFv5EkBrnQA=:v1:aI+AxJ3MgLFULPjY:yXUtQXsoeHnUqPB04LUBHf9zJessoQ==",
  value: "v1:4w85Noe5R8MFrSkD:1EzVTSBZciciNU8CNNxQxXOhdvW2au8=",
};

/** Replaces the secret of the base project, which nobody can decrypt. */
export const withReadableSecret: Change = (files) => {
  const path = "Pulumi.test.yaml";
  const text = inStack("{ secure: AAABAMz1 }", `{ secure: "${secret.value}" }`)(files)[path]!;
  return { ...files, [path]: `encryptionsalt: ${secret.salt}\n${text}` };
};

/** Several changes, in this order. */
export const all =
  (...changes: readonly Change[]): Change =>
  (files) =>
    changes.reduce((before, change) => change(before), files);

/** Everything that Basalt has, at once: what each feature needs of the others, it finds. */
export function everything(base: Files): EngineProject {
  const features = all(
    withReadableSecret,
    inStack(
      "    coredns: v1.13.2-eksbuild.31",
      "    coredns: v1.13.2-eksbuild.31\n    eks-pod-identity-agent: v1.3.10-eksbuild.3\n    aws-ebs-csi-driver: v1.66.0-eksbuild.1",
    ),
    inStack(
      "    zones: [eu-central-1a, eu-central-1b, eu-central-1c]",
      "    zones: [eu-central-1a, eu-central-1b, eu-central-1c]\n    transitGateway: { id: tgw-0a1b2c3d4e5f60718, cidrs: [198.51.100.0/24] }",
    ),
    inStack(
      "      size: { min: 1, max: 2 }",
      [
        "      size: { min: 1, max: 2 }",
        "    - name: batch",
        "      family: al2023",
        "      release: 1.35.7-20260911",
        "      instanceTypes: [m7i.large]",
        "      size: { min: 1, max: 3 }",
        "      taints: [{ key: batch, value: only, effect: NoSchedule }]",
      ].join("\n"),
    ),
    inStack(
      "    shop: { cidrs: {}, workloads: {} }",
      "    rehearsal: { enforcement: staged }\n  basalt:registry: { repositories: [orders/api, orders/db], keep: true }",
    ),
    inStack("    privateAccess:", "    keep: [logs, keys]\n    privateAccess:"),
    withFile(
      "namespaces/orders.yaml",
      `namespace: orders
workloads:
  api:
    image: app
    ports: { http: 8080 }
    files: { /etc/orders/settings.json: "{}" }
    aws:
      statements:
        - { actions: [sqs:SendMessage], resources: ["arn:aws:sqs:eu-central-1:111122223333:orders"] }
  db:
    image: app
    kind: StatefulSet
    replicas: 2
    ports: { postgres: 5432 }
    scratch: { /tmp: 1Gi }
    volumes:
      /var/lib/data: { size: 10Gi, keep: true }
      /var/lib/cache: { size: 1Gi, keep: false }
  migrate: { image: app, kind: Job, args: [migrate] }
  nightly: { image: app, kind: CronJob, schedule: "0 3 * * *", nodes: batch }
  agent: { image: app, kind: DaemonSet }
flows:
  - { from: api, to: db }
  - { from: migrate, to: db }
  - { from: api, to: { aws: sqs } }
`,
    ),
    withFile(
      "namespaces/rehearsal.yaml",
      "namespace: rehearsal\nworkloads:\n  web: { image: app, ports: { http: 8080 } }\nflows:\n  - { from: internet, to: web, ports: [http], tls: plain }\n",
    ),
  );
  return { files: features(base), stack: "test", existing: false };
}
