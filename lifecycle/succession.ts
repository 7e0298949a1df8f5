import * as pulumi from "@pulumi/pulumi";
import { objectKey, type Deployed } from "../config/checkSuccession.js";
import { valueAt } from "../config/lookUp.js";

/** The name under which state keeps the hook; it never changes, for the reason of the other one. */
export const successionHookName = "basalt:succession";

const controlPlane = "aws:eks/cluster:Cluster";

/**
 * Registers a hook that previews run as well, and answers the transform that binds it. It refuses, before anything
 * happens:
 *
 * - the creation of a control plane that is there already, which is its replacement. Should nobody have previewed, the
 *   new one comes first, and AWS refuses a second one of the name before anything is deleted;
 * - the creation of a Kubernetes object that the state has under another URN: it would be taken over, and then deleted
 *   as what the program had made before.
 *
 * @param running what the stack ran when the program started; during an update its state is being written
 */
export function successionTransform(running: () => Deployed): pulumi.ResourceTransform {
  const hook = new pulumi.ResourceHook(
    successionHookName,
    ({ type, urn, newInputs }) => {
      const refusal =
        type === controlPlane ? secondControlPlane(newInputs, running()) : moved(urn, newInputs, running());
      if (refusal !== undefined) throw new Error(refusal);
    },
    { onDryRun: true },
  );
  return ({ type, props, opts }) => {
    if (type !== controlPlane && !isObject(type)) return undefined;
    const hooks = { ...opts.hooks, beforeCreate: [...(opts.hooks?.beforeCreate ?? []), hook] };
    return {
      props,
      opts: { ...opts, hooks, ...(type === controlPlane ? { deleteBeforeReplace: false } : {}) },
    };
  };
}

/** Charts are components: their objects pass here one by one. */
function isObject(type: string): boolean {
  return type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/");
}

function secondControlPlane(inputs: unknown, { eks }: Deployed): string | undefined {
  if (eks === undefined || eks.name !== valueAt(inputs, ["name"])) return undefined;
  return (
    `found a change that replaces the control plane of ${eks.name}, and everything on it; allowed: changes in place. ` +
    "For another control plane, deploy a second cluster beside it: docs/guide.md, A second cluster, side by side"
  );
}

function moved(urn: string, inputs: unknown, { objects }: Deployed): string | undefined {
  const [kind, namespace, name] = [["kind"], ["metadata", "namespace"], ["metadata", "name"]].map((path) =>
    valueAt(inputs, path),
  );
  if (typeof kind !== "string" || typeof name !== "string") return undefined;
  const place = typeof namespace === "string" ? namespace : "";
  const former = objects.get(objectKey(kind, place, name));
  if (former === undefined || former.urn === urn) return undefined;
  return `found ${kind} ${place === "" ? "" : `${place}/`}${name} at another place in the program than in the state, ${former.urn}; allowed: that place, or an alias of it (opts.aliases). Without one the update would delete what it has just taken over`;
}
