import type { Resource } from "./resource.js";

/**
 * Notes, for the rule that asks, where nothing is told of what a resource was given. Components that a provider makes in a
 * process of its own are registered by it, mostly without their arguments: v4 charts, for example
 * (github.com/pulumi/pulumi-kubernetes, provider/pkg/provider/helm/v4/chart.go); no deployment tells more of them.
 */
export function noteUntold({ properties }: Resource): void {
  if (properties.entries().length === 0)
    properties.leaveOpen("the engine tells policies nothing of what it was given");
}
