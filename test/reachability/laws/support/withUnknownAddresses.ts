import { written, type Written } from "./objects.js";

/** Pods as what makes them: Deployments of one pod, which is anywhere in the pods' ranges. */
export function withUnknownAddresses(objects: readonly unknown[], replicas?: number): readonly object[] {
  return written(objects).map((object) => (object.kind === "Pod" ? deploymentOf(object, replicas) : object));
}

function deploymentOf({ metadata, spec }: Written, replicas: number | undefined): object {
  // A Deployment needs a selector, and its pods what that asks for.
  const own = { instance: metadata.name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: metadata.name, namespace: metadata.namespace },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: own },
      template: { metadata: { labels: { ...metadata.labels, ...own } }, spec },
    },
  };
}
