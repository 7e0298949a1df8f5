import * as pulumi from "@pulumi/pulumi";
import type { Declaration, RenderedWorkload } from "../config/declaration.js";
import { declaredNetwork } from "../config/declaredNetwork.js";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import type { Flow } from "../flows/flow.js";
import { Namespace } from "./namespace.js";
import type { Platform } from "./platform.js";
import { rolloutOrder } from "./rolloutOrder.js";
import { Workload } from "./workload.js";

export interface ApplicationsArgs {
  readonly declaration: Declaration;
  readonly platform: Platform;
  /** Kubernetes version whose reading of the pod security levels holds. */
  readonly podSecurityVersion: string;
  readonly lifecycle: Pick<Lifecycle, "rollout">;
  /** Values of the stack's secrets, by name. */
  readonly secretValues: pulumi.Input<Readonly<Record<string, string>>>;
}

/** Every namespace with its policies, then every workload: pods start or change only once their flows are open. */
export class Applications extends pulumi.ComponentResource {
  /** Every namespace's default-deny, which comes after what the namespace opens. */
  readonly closed: readonly pulumi.Resource[];

  constructor(name: string, args: ApplicationsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { declaration, platform, podSecurityVersion, lifecycle, secretValues } = args;
    const { namespaces, deployed } = declaration;
    super(
      "basalt:application:Applications",
      name,
      { namespaces: namespaces.map((namespace) => namespace.name) },
      opts,
    );
    const own = { parent: this };
    const { calicoReady, podsReady, deletedWith } = platform;
    const made = namespaces.map((namespace) => ({
      namespace,
      component: new Namespace(
        namespace.name,
        { namespace, podSecurityVersion, calicoReady, deployed, deletedWith },
        own,
      ),
    }));
    const opened = new Map<Flow, pulumi.Resource[]>();
    for (const { component } of made) {
      for (const [flow, policies] of component.opened)
        opened.set(flow, [...(opened.get(flow) ?? []), ...policies]);
    }
    const declared = new Map(made.map((each) => [each.namespace.name, each]));
    const controllers = new Map<RenderedWorkload, pulumi.Resource>();
    const rendered = namespaces.flatMap(({ workloads }) => workloads.filter((workload) => workload.rendered));
    const flows = namespaces.flatMap((namespace) => namespace.flows);
    for (const { workload, after } of rolloutOrder(rendered, flows)) {
      const { namespace, component } = declared.get(workload.peer.namespace)!;
      // Both sides of each of its flows, in whatever namespace they are.
      const policies = namespace.flows
        .filter((flow) => takesPart(flow, namespace.name, workload.name))
        .flatMap((flow) => opened.get(flow) ?? []);
      const { controller } = new Workload(
        `${namespace.name}.${workload.name}`,
        {
          workload,
          platform,
          secretValues,
          rollout: lifecycle.rollout,
          namespace: component.created,
          needs: [
            ...podsReady,
            ...component.foundation,
            ...policies,
            ...after.map((callee) => controllers.get(callee)!),
          ],
        },
        own,
      );
      controllers.set(workload, controller);
    }
    for (const { namespace, component } of made) {
      component.shrinkQuotas(
        [...controllers].flatMap(([{ peer }, controller]) =>
          peer.namespace === namespace.name ? [controller] : [],
        ),
      );
    }
    this.closed = made.flatMap(({ component }) => component.closed);
    // For policies about the whole stack: they see resources, and of a component its outputs. Without lines: a comment
    // that moves them shall change nothing.
    this.registerOutputs({ network: declaredNetwork(declaration, false) });
  }
}

function takesPart({ from, to }: Flow, namespace: string, workload: string): boolean {
  return [from, to].some(
    (peer) => peer.kind === "workload" && peer.namespace === namespace && peer.workload === workload,
  );
}
