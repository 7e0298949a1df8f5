import { readManifests } from "../../cli/manifests/readManifests.js";
import { formatProblems } from "../../problems/problem.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import { differences } from "../../reachability/prove/prove.js";
import { withStrangers } from "../../reachability/prove/strangers.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import { interval, unionAll } from "../../reachability/sets/intervals.js";
import { flowsOf, names, type ClusterSize } from "./largeCluster.js";

/*
 * The proof alone, in a process of its own: reads a generated cluster from a directory and compares it with its flows.
 * Arguments: the directory, and the size as JSON.
 */
const [directory = "", text = "{}"] = process.argv.slice(2);
const size = JSON.parse(text) as ClusterSize;
const { manifests, problems } = readManifests(directory, {});
const read = readCluster(manifests, { calicoMinor: 32, staged: false });
const all = [...problems, ...read.problems];
if (all.length > 0) throw new Error(formatProblems(all));

const numbers = Array.from({ length: size.namespaces }, (_, number) => number);
const cluster = withStrangers(read.cluster, numbers.map(names.namespace));
const pods = (namespace: number, workload: number) => ({
  kind: "pods" as const,
  namespace: names.namespace(namespace),
  labels: { app: names.workload(workload) },
});
const flows = numbers.flatMap((namespace) =>
  flowsOf(namespace, size).map((flow) => ({
    text: "",
    from: pods(flow.fromNamespace, flow.from),
    to: pods(flow.toNamespace, flow.to),
    traffic: toPorts(protocolNumbers.TCP, interval(flow.port, flow.port)),
    required: true,
  })),
);
const dns = numbers.map((namespace) => ({
  text: "",
  from: { kind: "pods" as const, namespace: names.namespace(namespace), labels: {} },
  to: { kind: "pods" as const, namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  traffic: unionAll(
    [protocolNumbers.UDP, protocolNumbers.TCP].map((protocol) => toPorts(protocol, interval(53, 53))),
  ),
  required: false,
}));
const own = new Set(numbers.map(names.namespace));
const found = [
  ...differences(new Evaluation(cluster), {
    flows: [...flows, ...dns],
    never: [],
    closed: ({ workload }) => own.has(workload.namespace),
  }),
];
console.log(
  `${cluster.workloads.length} workloads, ${cluster.policies.length} policies, ${flows.length} flows, ${found.length} differences`,
);
if (found.length > 0) process.exitCode = 1;
