import { admin, cluster, creator, declared, eksCluster } from "../support/clusters.js";
import { secret, unknown, type TestResource } from "../support/judge.js";
import { judges, type Case } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

const says = new Verdicts(
  "declared-cluster-admins",
  "only declared principals and subjects are administrators of a cluster",
  "Give fewer permissions: a policy such as AmazonEKSViewPolicy, the scope of a namespace, or a role with named verbs and resources. Who has to administer the cluster belongs in the parameter admins.",
);
const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;
const other = "arn:aws:iam::111122223333:role/other";
const principal = "a principal that the parameter admins names";
const group = "a group whose permissions RBAC limits";

describe("declared-cluster-admins, of access policies", () => {
  const association = (changes: Record<string, unknown>): TestResource => ({
    type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    properties: {
      clusterName: "shop",
      principalArn: other,
      policyArn: policy("AmazonEKSClusterAdminPolicy"),
      accessScope: { type: "cluster" },
      ...changes,
    },
  });
  const refused = (found = `"${other}"`) => [says.refused(association({}), "principalArn", found, principal)];
  const viewer = policy("AmazonEKSViewPolicy");

  judges(
    [
      ["accepts a declared administrator", association({ principalArn: admin }), []],
      ["refuses another", association({}), refused()],
      [
        "refuses the administrator of every namespace",
        association({ policyArn: policy("AmazonEKSAdminPolicy") }),
        refused(),
      ],
      [
        "knows AWS's other partitions",
        association({ policyArn: "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy" }),
        refused(),
      ],
      ["accepts a smaller policy", association({ policyArn: viewer }), []],
      ...["kube-system", "*", "kube-*", "*-system", "k*b*-s*m", "kube-system*"].map((pattern): Case => [
        `refuses the scope of ${pattern}, which is the cluster's own namespace`,
        association({ accessScope: { type: "namespace", namespaces: ["shop", pattern] } }),
        [says.refused(association({}), "principalArn", `"${other}"`, principal)],
      ]),
      [
        "accepts other patterns",
        association({
          accessScope: {
            type: "namespace",
            namespaces: ["shop-*", "kube-systems", "kube", "*-systems", "kube-s*system", "m*m", "k*x*m", ""],
          },
        }),
        [],
      ],
      [
        "is undecided about the namespaces",
        association({ accessScope: { type: "namespace", namespaces: unknown } }),
        [says.undecided(association({}), "accessScope.namespaces")],
      ],
      [
        "accepts the scope of a namespace",
        association({ accessScope: { type: "namespace", namespaces: ["shop"] } }),
        [],
      ],
      ["refuses a scope that is not said", association({ accessScope: {} }), refused()],
      ["does not show a secret", association({ principalArn: secret(other) }), refused("a secret")],
      [
        "is undecided about the principal",
        association({ principalArn: unknown }),
        [says.undecided(association({}), "principalArn")],
      ],
      [
        "is undecided about the policy",
        association({ policyArn: unknown }),
        [says.undecided(association({}), "policyArn")],
      ],
      ["is decided by a declared principal", association({ principalArn: admin, policyArn: unknown }), []],
      ["is decided by a smaller policy", association({ principalArn: unknown, policyArn: viewer }), []],
    ],
    declared,
  );
  judges([
    [
      "declares nobody by default",
      association({ principalArn: admin }),
      [says.refused(association({}), "principalArn", `"${admin}"`, principal)],
    ],
  ]);
});

describe("declared-cluster-admins, of access entries", () => {
  const entry = (kubernetesGroups: unknown, principalArn: unknown = other): TestResource => ({
    type: "aws:eks/accessEntry:AccessEntry",
    properties: { clusterName: "shop", principalArn, kubernetesGroups },
  });
  judges(
    [
      ["accepts groups", entry(["viewers"]), []],
      [
        "refuses system:masters",
        entry(["viewers", "system:masters"]),
        [says.refused(entry([]), "kubernetesGroups[1]", '"system:masters"', group)],
      ],
      ["leaves it to declared administrators", entry(["system:masters"], admin), []],
      ["is undecided about a group", entry([unknown]), [says.undecided(entry([]), "kubernetesGroups[0]")]],
      ["accepts the unknown role of nodes, which has no groups", entry([], unknown), []],
    ],
    declared,
  );

  const component = (access: Record<string, unknown>) =>
    eksCluster({ accessEntries: { "333:role/other": access } });
  const admins = (principalArn: unknown) =>
    component({
      principalArn,
      accessPolicies: {
        admin: { policyArn: policy("AmazonEKSClusterAdminPolicy"), accessScope: { type: "cluster" } },
      },
    });
  const place = 'accessEntries."333:role/other"';
  judges(
    [
      ["accepts a declared administrator of the component", admins(admin), []],
      [
        "refuses another",
        admins(other),
        [says.refused(eksCluster(), `${place}.principalArn`, `"${other}"`, principal)],
      ],
      [
        "refuses system:masters there",
        component({ principalArn: other, kubernetesGroups: ["system:masters"] }),
        [says.refused(eksCluster(), `${place}.kubernetesGroups[0]`, '"system:masters"', group)],
      ],
      [
        "accepts a smaller policy there",
        component({
          principalArn: other,
          accessPolicies: {
            view: { policyArn: policy("AmazonEKSViewPolicy"), accessScope: { type: "cluster" } },
          },
        }),
        [],
      ],
      ["is undecided there", admins(unknown), [says.undecided(eksCluster(), `${place}.principalArn`)]],
    ],
    declared,
  );
});

describe("declared-cluster-admins, of who makes the cluster", () => {
  const access = (changes: Record<string, unknown>) =>
    cluster({ accessConfig: { authenticationMode: "API", ...changes } });
  const allowed = "no administrator by creation, unless the parameter creator names it";
  const at = "accessConfig.bootstrapClusterCreatorAdminPermissions";
  const refused = (found: string) => [says.refused(cluster(), at, found, allowed)];
  const named = { "declared-cluster-admins": { creator } };

  judges([
    ["accepts that it is none", cluster(), []],
    [
      "refuses that it is",
      access({ bootstrapClusterCreatorAdminPermissions: true }),
      refused("true (a boolean)"),
    ],
    ["refuses what says nothing, for then it is", access({}), refused("nothing")],
    ["accepts false as a text", access({ bootstrapClusterCreatorAdminPermissions: "false" }), []],
    ["accepts it where it is declared", access({}), [], named],
    [
      "is undecided",
      access({ bootstrapClusterCreatorAdminPermissions: unknown }),
      [says.undecided(cluster(), at)],
    ],
    [
      "refuses the component, which always makes it one",
      eksCluster(),
      [says.refused(eksCluster(), "", "a creator who stays administrator", allowed)],
    ],
    ["accepts the component where it is declared", eksCluster(), [], named],
  ]);
});

describe("declared-cluster-admins, of RBAC", () => {
  const api = "kubernetes:rbac.authorization.k8s.io/v1:";
  const clusterAdmin = { kind: "ClusterRole", name: "cluster-admin" };
  const ann = { kind: "User", name: "ann" };
  const binding = (subjects: unknown, roleRef: unknown = clusterAdmin): TestResource => ({
    type: `${api}ClusterRoleBinding`,
    properties: { roleRef, subjects },
  });
  const subject = "a subject that the parameter admins names";
  const refused = (index: number, found: string, type = `${api}ClusterRoleBinding`) => [
    says.refused({ type }, `subjects[${index}].name`, found, subject),
  ];
  const account = { kind: "ServiceAccount", name: "web", namespace: "shop" };
  const accounts = { "declared-cluster-admins": { admins: ["ServiceAccount:shop/web"] } };

  judges(
    [
      ["accepts a declared group", binding([{ kind: "Group", name: "ops" }]), []],
      ["refuses a user of its name", binding([{ kind: "User", name: "ops" }]), refused(0, '"ops"')],
      [
        "refuses each that is not declared",
        binding([{ kind: "Group", name: "ops" }, ann]),
        refused(1, '"ann"'),
      ],
      ["accepts a declared service account", binding([account]), [], accounts],
      [
        "refuses its namesake in another namespace",
        binding([{ ...account, namespace: "store" }]),
        refused(0, '"web"'),
        accounts,
      ],
      ["accepts other roles", binding([ann], { kind: "ClusterRole", name: "view" }), []],
      [
        "accepts a Role of that name, which is another",
        binding([ann], { ...clusterAdmin, kind: "Role" }),
        [],
      ],
      ["accepts a binding of nobody", binding([]), []],
      [
        "refuses the administrator of a namespace",
        { type: `${api}RoleBinding`, properties: { roleRef: clusterAdmin, subjects: [ann] } },
        refused(0, '"ann"', `${api}RoleBinding`),
      ],
      [
        "finds bindings in a list",
        {
          type: `${api}ClusterRoleBindingList`,
          properties: { items: [{ roleRef: clusterAdmin, subjects: [ann] }] },
        },
        [
          says.refused(
            { type: `${api}ClusterRoleBindingList` },
            "items[0].subjects[0].name",
            '"ann"',
            subject,
          ),
        ],
      ],
      ["does not show a secret", binding([{ kind: "User", name: secret("ann") }]), refused(0, "a secret")],
      [
        "is undecided about a subject",
        binding([{ kind: "User", name: unknown }]),
        [says.undecided(binding([]), "subjects[0].name")],
      ],
      [
        "is undecided about the namespace of a service account",
        binding([{ ...account, namespace: unknown }]),
        [says.undecided(binding([]), "subjects[0].namespace")],
      ],
      [
        "is undecided about the kind of a subject",
        binding([{ name: "ann", kind: unknown }]),
        [says.undecided(binding([]), "subjects[0].kind")],
      ],
      [
        "is undecided about the role",
        binding([ann], { kind: "ClusterRole", name: unknown }),
        [says.undecided(binding([]), "roleRef.name")],
      ],
      [
        "is decided by another role",
        binding([{ kind: "User", name: unknown }], { kind: "ClusterRole", name: "view" }),
        [],
      ],
    ],
    declared,
  );

  const role = (...rules: unknown[]): TestResource => ({ type: `${api}ClusterRole`, properties: { rules } });
  const all = { verbs: ["*"], resources: ["*"], apiGroups: ["*"] };
  const everything = (index: number) => [
    says.refused(
      role(),
      `rules[${index}]`,
      "every verb on every resource",
      "named verbs, resources or API groups",
    ),
  ];
  judges([
    ["refuses cluster-admin by another name", role(all), everything(0)],
    [
      "finds it among other rules and words",
      role({ ...all, verbs: ["get"] }, { ...all, verbs: ["get", "*"] }),
      everything(1),
    ],
    ["accepts named verbs", role({ ...all, verbs: ["get", "list"] }), []],
    ["accepts named resources", role({ ...all, resources: ["pods"] }), []],
    ["accepts named API groups", role({ ...all, apiGroups: [""] }), []],
    ["accepts a rule about addresses", role({ verbs: ["*"], nonResourceURLs: ["*"] }), []],
    [
      "is undecided about unknown verbs",
      role({ ...all, verbs: [unknown] }),
      [says.undecided(role(), "rules[0].verbs[0]")],
    ],
    [
      "is undecided about an unknown list",
      role({ ...all, apiGroups: unknown }),
      [says.undecided(role(), "rules[0].apiGroups")],
    ],
    ["is decided by named resources", role({ ...all, verbs: unknown, resources: ["pods"] }), []],
    [
      "says nothing of custom resources of that kind",
      { type: "kubernetes:rbac.example.org/v1:ClusterRole", properties: { rules: [all] } },
      [],
    ],
    ["says nothing of a Role", { type: `${api}Role`, properties: { rules: [all] } }, []],
  ]);
});
