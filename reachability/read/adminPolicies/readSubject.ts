import type { EndpointSelection } from "../../model/policy.js";
import { everything } from "../../model/selector.js";
import type { Field } from "../field.js";
import { readLabelSelector } from "../labelSelector.js";
import { exactlyOne } from "./exactlyOne.js";

/** Pods that a policy for administrators applies to. */
export function readSubject(subject: Field): EndpointSelection {
  const key = exactlyOne(subject, ["namespaces", "pods"]);
  if (key === "pods") return readNamespacedPods(subject.at("pods"));
  return {
    namespaces: { kind: "labelled", labels: readLabelSelector(subject.at("namespaces")) },
    labels: everything,
    networkSets: false,
  };
}

/** Pods by their labels and those of their namespace; an empty selector selects every one. */
export function readNamespacedPods(pods: Field): EndpointSelection {
  if (pods.isMapping()) pods.only(["namespaceSelector", "podSelector"]);
  for (const key of ["namespaceSelector", "podSelector"])
    if (!pods.at(key).present) pods.at(key).refuse("a label selector; {} selects all");
  return {
    namespaces: { kind: "labelled", labels: readLabelSelector(pods.at("namespaceSelector")) },
    labels: readLabelSelector(pods.at("podSelector")),
    networkSets: false,
  };
}
