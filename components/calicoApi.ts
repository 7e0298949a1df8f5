import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface CalicoApiArgs {
  /** Run Goldmane and Whisker. */
  readonly observation: boolean;
  /** The operator's installation, and on EKS the nodes: nothing here becomes ready before. */
  readonly after: readonly pulumi.Resource[];
  /** With this gone, nothing of Calico needs deleting. */
  readonly deletedWith?: pulumi.Resource;
}

/** What needs nodes: the API server for Calico's own kinds, and the observation of flows. */
export class CalicoApi extends pulumi.ComponentResource {
  /** What objects of Calico's own kinds need first. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: CalicoApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:calico:CalicoApi", name, { observation: args.observation }, opts);
    const own = { parent: this, deletedWith: args.deletedWith, dependsOn: [...args.after] };
    const object = (
      kind: string,
      spec: object,
      metadata: { readonly annotations?: Record<string, string> } = {},
    ) =>
      new kubernetes.apiextensions.CustomResource(
        `${name}-${kind.toLowerCase()}`,
        { apiVersion: "operator.tigera.io/v1", kind, metadata: { name: "default", ...metadata }, spec },
        own,
      );
    this.ready = [
      object("APIServer", {}, { annotations: { "pulumi.com/waitFor": "jsonpath={.status.state}=Ready" } }),
    ];
    if (args.observation) {
      object("Goldmane", {});
      // Its notifications are an address on the Internet that the page in the browser calls.
      object("Whisker", { notifications: "Disabled" });
    }
    this.registerOutputs();
  }
}
