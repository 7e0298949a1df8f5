import assert from "node:assert/strict";
import { inCart, queue, withAgent, withRole } from "../support/features.js";
import { inShop, type Change } from "../support/project.js";
import { recorded, unknown, type Recorded } from "../support/recorded.js";

const conditioned: Change = withRole(
  `{ actions: [sqs:SendMessage, sqs:Get*], resources: ["${queue}"] }, { actions: [kms:Decrypt], resources: ["*"], conditions: { StringEquals: { kms:ViaService: sqs.eu-central-1.amazonaws.com } } }`,
);

describe("PodIdentity", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withAgent, conditioned] });
  });

  it("trusts EKS alone, and only for one service account of one cluster", () => {
    const { namePrefix, assumeRolePolicy } = run.inputs("Role", "shop.cart") as Record<string, string>;
    assert.equal(namePrefix, "base-shop-cart-");
    assert.deepEqual(JSON.parse(assumeRolePolicy!), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "111122223333",
              "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-central-1:111122223333:cluster/base",
              "aws:RequestTag/kubernetes-namespace": "shop",
              "aws:RequestTag/kubernetes-service-account": "cart",
            },
          },
        },
      ],
    });
  });

  it("may do what is declared, and nothing else", () => {
    const { policy, ...others } = run.inputs("RolePolicy") as { policy: string };
    assert.deepEqual(others, { name: "declared", role: unknown });
    assert.deepEqual(JSON.parse(policy), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:Get*"], Resource: [queue] },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: ["*"],
          Condition: { StringEquals: { "kms:ViaService": "sqs.eu-central-1.amazonaws.com" } },
        },
      ],
    });
    const attached = run.all("RolePolicyAttachment").map(({ name }) => name);
    assert.deepEqual(
      attached.filter((name) => name.startsWith("shop")),
      [],
    );
  });

  it("is there before the pods, with its permissions and with the path that they need", () => {
    assert.deepEqual(run.inputs("PodIdentityAssociation"), {
      clusterName: "base",
      namespace: "shop",
      serviceAccount: "cart",
      roleArn: unknown,
    });
    run.assertOrder(
      run.one("Cluster"),
      run.one("PodIdentityAssociation"),
      run.one("Deployment", "shop.cart"),
    );
    run.assertOrder(run.one("RolePolicy"), run.one("PodIdentityAssociation"));
    const [path] = run.all("NetworkPolicy").filter(({ name }) => name.includes("to-pod-identity"));
    assert.deepEqual(path!.inputs["spec"], {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] }],
    });
    assert.deepEqual(path!.inputs["metadata"], {
      name: path!.name.replace("shop.", ""),
      namespace: "shop",
      annotations: { "basalt/flow": "cart -> pod-identity [80]" },
    });
    run.assertOrder(path!, run.one("Deployment", "shop.cart"));
  });

  it("reaches its pods without a token for Kubernetes, and whether or not EKS knows of it by then", () => {
    const spec = podSpec(run, "shop.cart");
    assert.equal(spec.automountServiceAccountToken, false);
    const [container] = spec.containers;
    assert.deepEqual(container?.env, [
      { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: "http://169.254.170.23/v1/credentials" },
      {
        name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        value: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
      },
      { name: "AWS_REGION", value: "eu-central-1" },
      { name: "AWS_DEFAULT_REGION", value: "eu-central-1" },
    ]);
    assert.deepEqual(container.volumeMounts, [
      {
        name: "eks-pod-identity-token",
        mountPath: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
        readOnly: true,
      },
    ]);
    assert.deepEqual(spec.volumes, [
      {
        name: "eks-pod-identity-token",
        projected: {
          sources: [
            {
              serviceAccountToken: {
                audience: "pods.eks.amazonaws.com",
                expirationSeconds: 86_400,
                path: "eks-pod-identity-token",
              },
            },
          ],
        },
      },
    ]);
  });

  it("gives nothing to the pods of others", () => {
    const spec = podSpec(run, "shop.web");
    assert.deepEqual([spec.containers[0]?.env, spec.volumes], [undefined, []]);
  });

  it("leaves the region to a workload that says which one it means", async () => {
    const env = inShop("env: { LEVEL: info }", "env: { LEVEL: info, AWS_REGION: us-east-1 }");
    const elsewhere = await recorded({ changes: [withAgent, withRole(), env] });
    const names = podSpec(elsewhere, "shop.cart").containers[0]?.env?.map(({ name }) => name);
    assert.deepEqual(names, [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
      "AWS_DEFAULT_REGION",
    ]);
  });

  it("changes what it may do where it is: neither role nor pods change with the statements", async () => {
    const other = await recorded({
      changes: [withAgent, withRole(`{ actions: [sqs:ReceiveMessage], resources: ["${queue}"] }`)],
    });
    for (const [kind, name] of [
      ["Role", "shop.cart"],
      ["PodIdentityAssociation", "shop.cart"],
      ["Deployment", "shop.cart"],
    ] as const)
      assert.deepEqual(other.inputs(kind, name), run.inputs(kind, name));
    assert.notDeepEqual(other.inputs("RolePolicy"), run.inputs("RolePolicy"));
  });

  it("has a name that IAM takes, however long the workload's is", async () => {
    const long = "a".repeat(45);
    const many = await recorded({
      changes: [
        withAgent,
        inShop(
          "  redis:\n",
          `  ${long}:\n    image: app\n    aws: { statements: [{ actions: [s3:Get*], resources: ["*"] }] }\n  redis:\n`,
        ),
      ],
    });
    assert.equal(many.inputs("Role", `shop.${long}`)["namePrefix"], `base-shop-${"a".repeat(27)}-`);
  });

  it("is made by the provider of AWS", () => {
    const provider = run.one("aws").urn;
    for (const kind of ["Role", "RolePolicy", "PodIdentityAssociation"])
      assert.ok(run.one(kind, "shop.cart").options.provider?.startsWith(provider), kind);
  });
});

describe("PodIdentityAgent", () => {
  it("is a pinned add-on that is there before every node", async () => {
    const run = await recorded({ changes: [withAgent] });
    assert.deepEqual(run.inputs("Addon", "pod-identity-agent"), {
      clusterName: "base",
      addonName: "eks-pod-identity-agent",
      addonVersion: "v1.3.10-eksbuild.3",
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    });
    for (const group of run.all("NodeGroup"))
      run.assertOrder(run.one("Cluster"), run.one("Addon", "pod-identity-agent"), group);
    assert.equal(
      (run.outputs["pins"] as Record<string, string>)["addons/eks-pod-identity-agent"],
      "v1.3.10-eksbuild.3",
    );
  });

  it("is not there where it is not pinned", async () => {
    assert.deepEqual(
      (await recorded({ changes: [inCart("user: 1000")] })).all("Addon").map(({ name }) => name),
      ["dns"],
    );
  });
});

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly {
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly unknown[];
  }[];
  readonly volumes: readonly unknown[];
}

function podSpec(run: Recorded, name: string): PodSpec {
  const { template } = run.inputs("Deployment", name)["spec"] as { template: { spec: PodSpec } };
  return template.spec;
}
