import { z } from "zod";
import { isUndeclaredAdmin } from "../aws/accessPolicies.js";
import { clusterOf, isCluster } from "../aws/cluster.js";
import { subjectName } from "../kubernetes/bindings.js";
import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { allHold } from "../model/conditions.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Whoever administers a cluster can undo every other rule. */
export const declaredClusterAdmins = resourceRule({
  name: "declared-cluster-admins",
  area: "cluster",
  description: "only declared principals and subjects are administrators of a cluster",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "An administrator of the cluster reads every secret and can undo every other rule: who that is has to be declared, not found out.",
  remediationSteps:
    "Give fewer permissions: a policy such as AmazonEKSViewPolicy, the scope of a namespace, or a role with named verbs and resources. Who has to administer the cluster belongs in the parameter admins.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.1.1",
      specification: "Ensure that the cluster-admin role is only used where required",
    },
    {
      framework: "CIS EKS",
      reference: "4.1.3",
      specification: "Minimize wildcard use in Roles and ClusterRoles",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Authentication and authorization",
      specification: "RBAC limits permissions to what users and service accounts need",
    },
    {
      framework: "SOC 2",
      reference: "CC6.3",
      specification: "Access is given by role and least privilege",
    },
    {
      framework: "PCI DSS",
      reference: "7.2.2",
      specification: "Access is assigned by job function and least privileges",
    },
  ],
  parameters: z.strictObject({
    admins: z
      .array(z.string().min(3))
      .default([])
      .describe(
        "Who may administer the cluster: ARNs of principals; subjects such as Group:ops, User:ann, ServiceAccount:shop/web",
      ),
    creator: z
      .string()
      .default("")
      .describe(
        "ARN of who makes the cluster, where it may stay its administrator; EKS sees to that unless told otherwise",
      ),
  }),
  appliesTo: (type) => isCluster(type) || isAccess(type) || isAbout(type, isRbac),
  check: (resource, { admins, creator }) => {
    const isDeclared = (name: string) => admins.includes(name);
    if (isCluster(resource.type))
      return [...creatorOf(resource, creator !== ""), ...componentEntries(resource, isDeclared)];
    if (isAccess(resource.type)) return grantOf(resource, isDeclared);
    return objectsOf(resource).flatMap(({ group, kind, value }) => {
      if (!isRbac(group, kind)) return [];
      return kind === "ClusterRole" ? wildcardsOf(value) : bindingOf(value, isDeclared);
    });
  },
  examples: {
    complies: [
      {
        type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        properties: {
          roleRef: { kind: "ClusterRole", name: "view" },
          subjects: [{ kind: "User", name: "ann" }],
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        properties: {
          roleRef: { kind: "ClusterRole", name: "cluster-admin" },
          subjects: [{ kind: "User", name: "ann" }],
        },
      },
    ],
  },
});

type IsDeclared = (name: string) => boolean;

const association = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const entry = "aws:eks/accessEntry:AccessEntry";

function isAccess(type: string): boolean {
  return type === association || type === entry;
}

function isRbac(group: string, kind: string): boolean {
  return (
    group === "rbac.authorization.k8s.io" &&
    (kind === "ClusterRole" || kind === "ClusterRoleBinding" || kind === "RoleBinding")
  );
}

const allowedPrincipal = { allowed: "a principal that the parameter admins names" };
const allowedSubject = { allowed: "a subject that the parameter admins names" };

/** Who makes a cluster is its administrator, and no list of access entries shows why. */
function creatorOf(resource: Resource, declared: boolean): Finding[] {
  const cluster = clusterOf(resource);
  if (declared || !cluster) return [];
  const allowed = "no administrator by creation, unless the parameter creator names it";
  if (cluster.kind === "eks")
    return [finding(resource.properties, { found: "a creator who stays administrator", allowed })];
  const flag = resource.properties.at("accessConfig", "bootstrapClusterCreatorAdminPermissions");
  return expect(flag, (value) => value.flag() === false, { allowed });
}

function grantOf({ type, properties }: Resource, isDeclared: IsDeclared): Finding[] {
  const principalArn = properties.at("principalArn");
  if (type === entry) return groupsOf(properties, isDeclared);
  const grant = {
    principalArn,
    policyArn: properties.at("policyArn"),
    scope: properties.at("accessScope"),
  };
  return isUndeclaredAdmin(grant, isDeclared) ? [finding(principalArn, allowedPrincipal)] : [];
}

/** The access entries that the eks component makes. */
function componentEntries({ type, properties }: Resource, isDeclared: IsDeclared): Finding[] {
  if (type !== "eks:index:Cluster") return [];
  return properties
    .at("accessEntries")
    .entries()
    .flatMap(([, access]) => [
      ...groupsOf(access, isDeclared),
      ...access
        .at("accessPolicies")
        .entries()
        .filter(([, policy]) =>
          isUndeclaredAdmin(
            {
              principalArn: access.at("principalArn"),
              policyArn: policy.at("policyArn"),
              scope: policy.at("accessScope"),
            },
            isDeclared,
          ),
        )
        .map(() => finding(access.at("principalArn"), allowedPrincipal)),
    ]);
}

/** The API server lets this group do anything, whatever RBAC says. */
function groupsOf(access: Value, isDeclared: IsDeclared): Finding[] {
  return access
    .at("kubernetesGroups")
    .items()
    .filter((group) =>
      allHold([
        [group, (name) => name.text() === "system:masters"],
        [access.at("principalArn"), (arn) => !isDeclared(arn.text() ?? "")],
      ]),
    )
    .map((group) => finding(group, { allowed: "a group whose permissions RBAC limits" }));
}

function bindingOf(binding: Value, isDeclared: IsDeclared): Finding[] {
  const role = binding.at("roleRef");
  return binding
    .at("subjects")
    .items()
    .filter((subject) =>
      allHold([
        [role.at("name"), (name) => name.text() === "cluster-admin"],
        [role.at("kind"), (kind) => kind.text() !== "Role"],
        // All that the name of a subject is made of has to be known.
        [subject.at("kind"), () => true],
        [subject.at("namespace"), () => true],
        [subject.at("name"), () => !isDeclared(subjectName(subject))],
      ]),
    )
    .map((subject) => finding(subject.at("name"), allowedSubject));
}

/** A ClusterRole that is cluster-admin by another name. */
function wildcardsOf(role: Value): Finding[] {
  return role
    .at("rules")
    .items()
    .filter((rule) => {
      const lists = ["verbs", "resources", "apiGroups"].map((key) => rule.at(key));
      return !lists.some(lacksStar) && lists.every(hasStar);
    })
    .map((rule) =>
      finding(rule, {
        found: "every verb on every resource",
        allowed: "named verbs, resources or API groups",
      }),
    );
}

/** Whether a list is known to have no `*`. */
function lacksStar(list: Value): boolean {
  return !list.unknown && list.items().every((item) => !item.unknown && item.text() !== "*");
}

function hasStar(list: Value): boolean {
  return list.items().some((item) => item.text() === "*");
}
