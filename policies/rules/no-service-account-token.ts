import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { mayHavePods, podTemplatesOf, volumesIn, type PodTemplate } from "../kubernetes/podTemplates.js";
import { allHold, type Condition } from "../model/conditions.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/**
 * The pod has to say it: its word outweighs the account's, whose object may belong to another stack. A projected token
 * is asked for, so it is refused for the default account only, as a Secret with one is.
 */
export const noServiceAccountToken = resourceRule({
  name: "no-service-account-token",
  area: "pods",
  description: "pods get no service account token unasked, and none of the default account",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Whoever gets into a pod has its token, and with it the API server's trust; what all pods of a namespace share can be taken back from none.",
  remediationSteps:
    "Set automountServiceAccountToken to false; where a pod does call the API server, give it a service account of its own and set it to true.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  tags: ["identity"],
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.1.5",
      specification: "Ensure that default service accounts are not actively used",
    },
    {
      framework: "CIS EKS",
      reference: "4.1.6",
      specification: "Ensure that Service Account Tokens are only mounted where necessary",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Kubernetes Pod security",
      specification: "Tokens of service accounts are not mounted where they are not needed",
    },
    {
      framework: "PCI DSS",
      reference: "7.2.5",
      specification: "Application and system accounts have the least privileges that they need",
    },
  ],
  appliesTo: (type) => mayHavePods(type) || isAbout(type, isSecret),
  check: (resource) => [
    ...podTemplatesOf(resource).flatMap(checkTokens),
    ...objectsOf(resource)
      .filter(({ group, kind }) => isSecret(group, kind))
      .flatMap(checkSecret),
  ],
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { automountServiceAccountToken: false, containers: [{ name: "web" }] } },
      },
    ],
    violates: [{ type: "kubernetes:core/v1:Pod", properties: { spec: { containers: [{ name: "web" }] } } }],
  },
});

function isSecret(group: string, kind: string): boolean {
  return group === "" && kind === "Secret";
}

/** A Secret of that type gets a token that never expires: https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets */
function checkSecret({ value }: KubernetesObject): Finding[] {
  const account = value.at("metadata", "annotations", "kubernetes.io/service-account.name");
  const isOfDefault: readonly Condition[] = [
    [value.at("type"), (type) => type.text() === "kubernetes.io/service-account-token"],
    [account, (name) => name.text() === "default"],
  ];
  return allHold(isOfDefault) ? [ofDefault(account)] : [];
}

function ofDefault(token: Value): Finding {
  return finding(token, {
    found: "a token of the default service account",
    allowed: "no token, or that of a service account of the pod's own",
  });
}

function checkTokens(pods: PodTemplate): Finding[] {
  const mount = nearest(pods, "automountServiceAccountToken");
  const said = mount.flag();
  if (said === undefined && !mount.unknown && !pods.partial)
    return [finding(mount, { allowed: "false, or true with a service account of the pod's own" })];
  const tokens = [...(said === true ? [mount] : []), ...projectedTokens(pods)];
  // Whose they are is asked last: without a token it decides nothing.
  if (tokens.length === 0 || !hasDefaultAccount(pods)) return [];
  return tokens.map(ofDefault);
}

function projectedTokens(pods: PodTemplate): Value[] {
  return volumesIn(pods)
    .flatMap((volume) => volume.at("projected", "sources").items())
    .map((source) => source.at("serviceAccountToken"))
    .filter((token) => token.present);
}

function hasDefaultAccount(pods: PodTemplate): boolean {
  const account = nearest(pods, "serviceAccountName", "serviceAccount");
  if (account.text() === "default") return true;
  // A patch that names none leaves the account as it is.
  return !account.unknown && !account.text() && !pods.partial;
}

/** What a pod says under one of some keys, or what is around it; its own first key where nobody does. */
function nearest({ spec, outer }: PodTemplate, ...keys: readonly string[]): Value {
  const places = [spec, ...outer].flatMap((place) => keys.map((key) => place.at(key)));
  return places.find((place) => place.given) ?? places[0]!;
}
