import { createHash } from "node:crypto";
import { archive } from "./archive.js";

/** An archive and the pin that a stack file gives for it. */
export interface Chart {
  readonly bytes: Buffer;
  /** `sha256:…` */
  readonly sha256: string;
}

/**
 * Stand-ins for Calico's charts, which tests do not download: the custom kinds that the program makes, without a
 * schema, and a Deployment where the operator would be.
 */
export function calicoCharts(): Record<"crds" | "operator", Chart> {
  return {
    crds: chart("crd.projectcalico.org.v1", {
      "operator.yaml": operatorKinds.map((kind) => definition("operator.tigera.io", "v1", kind)).join(""),
      "policies.yaml": policyKinds.map((kind) => definition("projectcalico.org", "v3", kind)).join(""),
    }),
    operator: chart("tigera-operator", { "operator.yaml": operator }),
  };
}

/** Definitions of Calico's policy kinds, for a cluster on which Calico is said to be present. */
export function calicoPolicyKinds(): object[] {
  return policyKinds.map((kind) => manifestOf("projectcalico.org", "v3", kind));
}

interface CustomKind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Cluster" | "Namespaced";
  /** What its status is from the start; nobody here would set it. */
  readonly status?: object;
}

const operatorKinds: readonly CustomKind[] = [
  { kind: "Installation", plural: "installations", scope: "Cluster" },
  { kind: "APIServer", plural: "apiservers", scope: "Cluster", status: { state: "Ready" } },
  { kind: "ImageSet", plural: "imagesets", scope: "Cluster" },
  { kind: "Goldmane", plural: "goldmanes", scope: "Cluster" },
  { kind: "Whisker", plural: "whiskers", scope: "Cluster" },
];

const policyKinds: readonly CustomKind[] = [
  { kind: "Tier", plural: "tiers", scope: "Cluster" },
  { kind: "GlobalNetworkPolicy", plural: "globalnetworkpolicies", scope: "Cluster" },
  { kind: "GlobalNetworkSet", plural: "globalnetworksets", scope: "Cluster" },
  { kind: "StagedGlobalNetworkPolicy", plural: "stagedglobalnetworkpolicies", scope: "Cluster" },
  { kind: "NetworkPolicy", plural: "networkpolicies", scope: "Namespaced" },
  { kind: "NetworkSet", plural: "networksets", scope: "Namespaced" },
  { kind: "StagedNetworkPolicy", plural: "stagednetworkpolicies", scope: "Namespaced" },
  { kind: "StagedKubernetesNetworkPolicy", plural: "stagedkubernetesnetworkpolicies", scope: "Namespaced" },
];

function definition(group: string, version: string, kind: CustomKind): string {
  // JSON is YAML.
  return `---\n${JSON.stringify(manifestOf(group, version, kind))}\n`;
}

function manifestOf(group: string, version: string, { kind, plural, scope, status }: CustomKind): object {
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const properties = status ? { status: { ...open, default: status } } : undefined;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        { name: version, served: true, storage: true, schema: { openAPIV3Schema: { ...open, properties } } },
      ],
    },
  };
}

const operator = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: tigera-operator
  namespace: {{ .Release.Namespace }}
spec:
  replicas: 1
  selector: { matchLabels: { name: tigera-operator } }
  template:
    metadata: { labels: { name: tigera-operator } }
    spec:
      hostNetwork: true
      containers:
        - name: tigera-operator
          image: "{{ .Values.tigeraOperator.registry }}/{{ .Values.tigeraOperator.image }}:{{ .Values.tigeraOperator.version }}"
`;

function chart(name: string, templates: Readonly<Record<string, string>>): Chart {
  const bytes = archive({
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n`,
    ...Object.fromEntries(
      Object.entries(templates).map(([path, text]) => [`${name}/templates/${path}`, text]),
    ),
  });
  return { bytes, sha256: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}
