import type { Policy } from "../../flows/policiesFor.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import { causeText } from "../reporters/reach/connectionText.js";
import { askConnection, type ConnectionQuestion } from "./askConnection.js";
import { explainCase } from "./explainCase.js";
import type { Input } from "./input.js";

/** Whether a question is answered with "allowed" once some policies are added; if not, what still denies. */
export interface Trial {
  readonly allowed: boolean;
  /** Sentences, each once. */
  readonly denials: readonly string[];
}

/** A policy as the object that it would be. */
export function policyObject({ name, namespace, spec }: Policy): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

/** Asks a question again as if some policies were there as well. */
export function tryPolicies(input: Input, question: ConnectionQuestion, policies: readonly Policy[]): Trial {
  const added = policies.map((policy): Manifest => ({
    value: policyObject(policy),
    origin: { file: `the new policy ${policy.name}`, path: [], lineOf: () => undefined },
  }));
  const { cluster, problems } = readCluster([...input.manifests, ...added], input.settings);
  const [problem] = problems;
  if (problem) return { allowed: false, denials: [`the change is not accepted: ${problem.found}`] };
  const { verdict, asked } = askConnection(cluster, question, input.declaration);
  const denials = asked.flatMap(({ from, packet, answer }) =>
    answer.cases
      .map(explainCase)
      .flatMap(({ egress, ingress }) => [
        ...(egress?.allowed === false ? [`egress of ${from.name}: ${causeText(egress)}`] : []),
        ...(ingress?.allowed === false ? [`ingress of ${packet.to.name}: ${causeText(ingress)}`] : []),
      ]),
  );
  return { allowed: verdict === "allowed", denials: [...new Set(denials)] };
}
