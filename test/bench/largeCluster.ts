import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How large a generated cluster is. */
export interface ClusterSize {
  /** Whether it is written as running pods, ten of each workload, in JSON; else as their Deployments. */
  readonly running?: boolean;
  readonly namespaces: number;
  /** In each namespace. */
  readonly workloads: number;
  /** In each namespace; each is two policies, one on either side. */
  readonly flows: number;
}

/** Flows of a generated cluster: who calls whom, by the workloads' numbers. */
export interface GeneratedFlow {
  readonly fromNamespace: number;
  readonly from: number;
  readonly toNamespace: number;
  readonly to: number;
  readonly port: number;
}

/** 1,000 workloads and 3,000 policies. */
export const thousand: ClusterSize = { namespaces: 50, workloads: 20, flows: 29 };

/** 100,000 pods of 10,000 workloads, and 10,000 policies. */
export const tenThousand: ClusterSize = { running: true, namespaces: 500, workloads: 20, flows: 9 };

/** A size with so many times the namespaces. */
export function times(size: ClusterSize, factor: number): ClusterSize {
  return { ...size, namespaces: size.namespaces * factor };
}

/** Flows of one namespace: mostly inside, every seventh to the next one. */
export function flowsOf(namespace: number, { namespaces, workloads, flows }: ClusterSize): GeneratedFlow[] {
  return Array.from({ length: flows }, (_, flow) => {
    const leaves = flow % 7 === 6;
    const from = flow % workloads;
    return {
      fromNamespace: namespace,
      from,
      toNamespace: leaves ? (namespace + 1) % namespaces : namespace,
      // Round twice with another distance, so that no pair comes again.
      to: (from + 1 + Math.floor(flow / workloads)) % workloads,
      port: 8000 + (from % 5),
    };
  });
}

/** Names of the generated cluster's parts. */
export const names = {
  namespace: (number: number) => `team-${number}`,
  workload: (number: number) => `service-${number}`,
};

/**
 * Writes a cluster as people have it: a file a namespace, in YAML; default-deny and DNS in each, Deployments of ten
 * replicas with a Service, two policies a flow.
 */
export function writeLargeCluster(directory: string, size: ClusterSize): void {
  mkdirSync(directory, { recursive: true });
  const arriving = new Map<number, GeneratedFlow[]>();
  for (let namespace = 0; namespace < size.namespaces; namespace += 1)
    for (const flow of flowsOf(namespace, size))
      arriving.set(flow.toNamespace, [...(arriving.get(flow.toNamespace) ?? []), flow]);
  for (let namespace = 0; namespace < size.namespaces; namespace += 1) {
    const documents = [
      namespaceObject(namespace),
      policy(namespace, "default-deny", "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n"),
      policy(namespace, "allow-dns", dns),
      ...(size.running
        ? []
        : Array.from({ length: size.workloads }, (_, workload) => workloadObjects(namespace, workload))),
      ...flowsOf(namespace, size).map((flow, index) => egress(namespace, index, flow)),
      ...(arriving.get(namespace) ?? []).map((flow, index) => ingress(namespace, index, flow)),
    ];
    writeFileSync(join(directory, `${names.namespace(namespace)}.yaml`), documents.join("---\n"));
    if (size.running)
      writeFileSync(
        join(directory, `${names.namespace(namespace)}.json`),
        JSON.stringify(podList(namespace, size)),
      );
  }
}

function namespaceObject(namespace: number): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${names.namespace(namespace)}
  labels: { kubernetes.io/metadata.name: ${names.namespace(namespace)}, team: t${namespace % 10} }
`;
}

function workloadObjects(namespace: number, workload: number): string {
  const name = names.workload(workload);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${names.namespace(namespace)}
  labels:
    app: ${name}
spec:
  replicas: 10
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        tier: tier-${workload % 3}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: main
          image: registry.example.com/${name}:1.0.0
          ports:
            - name: http
              containerPort: ${8000 + ((workload + 4) % 5)}
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${names.namespace(namespace)}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: http
`;
}

const dns = `  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`;

/** What `kubectl get pods -o json` says, without what nobody looks at. */
function podList(namespace: number, { workloads }: ClusterSize): object {
  const items = Array.from({ length: workloads * 10 }, (_, pod) => {
    const workload = Math.floor(pod / 10);
    const name = names.workload(workload);
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `${name}-7d4b9c6f5d-${pod}`,
        namespace: names.namespace(namespace),
        labels: { app: name, tier: `tier-${workload % 3}`, "pod-template-hash": "7d4b9c6f5d" },
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "ReplicaSet",
            name: `${name}-7d4b9c6f5d`,
            uid: `${namespace}-${workload}`,
            controller: true,
          },
        ],
      },
      spec: {
        serviceAccountName: name,
        containers: [
          {
            name: "main",
            image: "main",
            ports: [{ name: "http", containerPort: 8000 + ((workload + 4) % 5) }],
          },
        ],
      },
      status: {
        phase: "Running",
        podIP: `192.168.${((namespace * 200 + pod) >> 8) & 255}.${(namespace * 200 + pod) & 255}`,
      },
    };
  });
  return { apiVersion: "v1", kind: "List", items };
}

function policy(namespace: number, name: string, spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${names.namespace(namespace)}
spec:
${spec}`;
}

function peer(list: "from" | "to", namespace: number, workload: number, ports: number): string {
  return `    - ${list}:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ${names.namespace(namespace)}
          podSelector:
            matchLabels:
              app: ${names.workload(workload)}
      ports:
        - protocol: TCP
          port: ${ports}
`;
}

function subject(workload: number, type: string): string {
  return `  podSelector:
    matchLabels:
      app: ${names.workload(workload)}
  policyTypes: [${type}]
`;
}

function egress(namespace: number, index: number, flow: GeneratedFlow): string {
  const rules = `  egress:\n${peer("to", flow.toNamespace, flow.to, flow.port)}`;
  return policy(namespace, `flow-${index}-egress`, subject(flow.from, "Egress") + rules);
}

function ingress(namespace: number, index: number, flow: GeneratedFlow): string {
  const rules = `  ingress:\n${peer("from", flow.fromNamespace, flow.from, flow.port)}`;
  return policy(
    namespace,
    `flow-from-${flow.fromNamespace}-${index}-ingress`,
    subject(flow.to, "Ingress") + rules,
  );
}
