import { accountOf } from "./arn.js";
import { isEverything } from "./awsPolicy.js";
import type { Cluster, Declaration, Namespace, Warning } from "./declaration.js";

/** What works, but should be known to whoever reads the plan. */
export function warningsOf(declaration: Omit<Declaration, "warnings">): Warning[] {
  return [
    ...clusterWarnings(declaration),
    ...declaration.namespaces.flatMap((namespace) => [
      ...namespaceWarnings(namespace),
      ...permissionWarnings(namespace, declaration.cluster),
    ]),
  ];
}

function clusterWarnings({ cluster, guardrails, addresses }: Omit<Declaration, "warnings">): Warning[] {
  const warnings: Warning[] = [];
  if (cluster.kind === "eks") {
    if (cluster.network.natGateways === "single")
      warnings.push({
        subject: "network",
        text: "one NAT gateway serves all zones; the Internet is lost with its zone",
      });
    for (const group of cluster.nodes) {
      if (group.ssm)
        warnings.push({
          subject: `node group ${group.name}`,
          text: "Session Manager is on; what is changed by hand is lost with the node",
        });
      if (group.capacity === "spot")
        warnings.push({
          subject: `node group ${group.name}`,
          text: "spot capacity; AWS takes nodes back with two minutes' notice",
        });
    }
  } else {
    if (!addresses.kubernetesApi || addresses.dnsUpstreams.length === 0) {
      warnings.push({
        subject: "cluster",
        text: "the DNS pods get no policy of their own; declare kubernetesApi and dnsUpstreams to close them",
      });
    }
    if (!guardrails.lastResortDeny)
      warnings.push({
        subject: "guardrails",
        text: "namespaces that nobody declared stay open; set lastResortDeny to close them",
      });
  }
  return warnings;
}

function namespaceWarnings(namespace: Namespace): Warning[] {
  const warnings: Warning[] = [];
  const say = (text: string) => warnings.push({ subject: namespace.name, text });
  if (namespace.enforcement === "staged")
    say("staged; its policies say what they would deny and deny nothing");
  if (namespace.enforcement === "staged" && namespace.never.length > 0)
    say("staged; nothing enforces its never assertions");
  if (namespace.existing)
    say(
      "an existing namespace; its pod security level, its quota and policies that it has already are not touched",
    );
  if (namespace.podSecurity.level !== "restricted")
    say(`pod security ${namespace.podSecurity.level}: ${namespace.podSecurity.reason ?? ""}`);
  for (const workload of namespace.workloads) {
    const opens = namespace.flows.some(
      ({ from }) =>
        from.kind === "workload" && from.namespace === namespace.name && from.workload === workload.name,
    );
    const accepts = namespace.flows.some(
      ({ to }) => to.kind === "workload" && to.namespace === namespace.name && to.workload === workload.name,
    );
    if (workload.ports.length > 0 && !accepts) say(`${workload.name} serves ports, and no flow reaches it`);
    if (!workload.rendered) continue;
    const plain = workload.exposures
      .filter(({ scheme }) => scheme === "internet-facing")
      .flatMap(({ ports }) => ports.filter(({ certificate }) => certificate === undefined));
    if (plain.length > 0) {
      say(
        `${workload.name} is reached from the Internet on ${plain.map(({ listener }) => listener).join(", ")} without TLS of the load balancer`,
      );
    }
    if (
      workload.replicas === 1 &&
      workload.kind !== "Job" &&
      workload.kind !== "CronJob" &&
      workload.kind !== "DaemonSet" &&
      accepts
    ) {
      say(`${workload.name} has one replica; a replaced node interrupts it`);
    }
    const callsApi =
      opens &&
      namespace.flows.some(
        ({ from, to }) =>
          from.kind === "workload" &&
          from.workload === workload.name &&
          to.kind === "addresses" &&
          to.name === "kubernetes-api",
      );
    if (callsApi && !workload.kubernetesToken)
      say(
        `${workload.name} may reach the Kubernetes API but mounts no token; set kubernetesToken if it needs one`,
      );
  }
  return warnings;
}

/** Permissions in AWS that reach further than most mean to. */
function permissionWarnings({ name, workloads }: Namespace, cluster: Cluster): Warning[] {
  const warnings: Warning[] = [];
  const say = (text: string) => warnings.push({ subject: name, text });
  for (const workload of workloads) {
    if (!workload.rendered) continue;
    const statements = workload.aws?.statements ?? [];
    const wide = statements.filter(({ resources }) => resources.some(isEverything));
    if (wide.length > 0)
      say(
        `${workload.name} may ${wide.flatMap(({ actions }) => actions).join(", ")} on every resource of AWS`,
      );
    const accounts = statements
      .flatMap(({ resources }) => resources.flatMap((arn) => (arn === "*" ? [] : [accountOf(arn)])))
      .filter((account) => /^\d/.test(account) && cluster.kind === "eks" && account !== cluster.eks.account);
    if (accounts.length > 0)
      say(
        `${workload.name} may reach account ${[...new Set(accounts)].join(", ")}, which is not the cluster's`,
      );
  }
  return warnings;
}
