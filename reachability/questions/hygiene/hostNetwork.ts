import { LabelIndex } from "../../evaluate/labelIndex.js";
import type { Endpoint } from "../../evaluate/endpoints.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { Policy } from "../../model/policy.js";
import { membersOf } from "../../sets/intervals.js";
import { endpointName } from "../matrix.js";
import { policyName, type Advice } from "./advice.js";

/** Pods that their namespace's policies seem to apply to. SEMANTICS.md: "Pods with hostNetwork are not subject to namespaced policies". */
export function* checkHostNetwork({ cluster, endpoints }: Evaluation): Generator<Advice> {
  const hosts = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    if (!endpoint.hostNetwork) continue;
    const { namespace } = endpoint.workload;
    const own = hosts.get(namespace);
    if (own) own.push(endpoint);
    else hosts.set(namespace, [endpoint]);
  }
  const labels = new Map(
    [...hosts].map(([namespace, own]) => [namespace, new LabelIndex(own.map((each) => each.labels))]),
  );
  const seeming = new Map<Endpoint, Policy[]>();
  for (const policy of cluster.policies) {
    const own = hosts.get(policy.namespace ?? "");
    if (!own) continue;
    for (const number of membersOf(labels.get(policy.namespace!)!.select(policy.subject.labels)))
      seeming.set(own[number]!, [...(seeming.get(own[number]!) ?? []), policy]);
  }
  for (const [endpoint, policies] of seeming) {
    const more = policies.length > 1 ? ` and ${policies.length - 1} more` : "";
    yield {
      id: "host-network-not-enforced",
      text: `${endpoint.workload.kind} ${endpointName(endpoint)} is on its host's network: ${policyName(policies[0]!)}${more} do not apply to it`,
      origin: endpoint.workload.origin,
      path: [],
    };
  }
}
