import * as pulumi from "@pulumi/pulumi";
import { chartArchives } from "./components/chartArchives.js";
import { EksPlatform } from "./components/eksPlatform.js";
import { ExistingPlatform } from "./components/existingPlatform.js";
import { Guardrails } from "./components/guardrails.js";
import { Namespace } from "./components/namespace.js";
import type { Platform } from "./components/platform.js";
import { secretValues, stackSettings } from "./components/stackSettings.js";
import { stackOutputs } from "./components/stackOutputs.js";
import { Workload } from "./components/workload.js";
import type { Declaration } from "./config/declaration.js";
import { DeclarationError } from "./config/problem.js";
import { loadDeclaration } from "./config/load.js";

/** How the program runs; the engine gives nothing and takes the defaults. */
interface ProgramOptions {
  /** What to deploy. Default: the files of the directory and the stack's configuration. */
  readonly declaration?: Declaration;
  /** The project: where Pulumi.<stack>.yaml and namespaces/ are. Default: the working directory. */
  readonly directory?: string;
  /** offline: nothing is downloaded. Default: online. */
  readonly mode?: "online" | "offline";
}

/** Basalt: one declaration, one cluster. Registers the stack's resources and returns its outputs. */
async function program(options: ProgramOptions = {}): Promise<Record<string, unknown>> {
  const { directory = process.cwd(), mode = "online", declaration = declare(directory) } = options;
  const { cluster, calico, addresses, guardrails, namespaces } = declaration;
  const archives = calico && (await chartArchives(calico.charts, directory, mode));
  const platform: Platform =
    cluster.kind === "eks"
      ? new EksPlatform("platform", { declaration, cluster, archives: archives! })
      : new ExistingPlatform("platform", { declaration, cluster, archives });
  const { calicoReady, deletedWith } = platform;
  const inCluster = { providers: [platform.provider] };

  const staged = namespaces.filter(({ enforcement }) => enforcement === "staged").map(({ name }) => name);
  const spared = [...guardrails.systemNamespaces, ...staged].sort();
  new Guardrails(
    "guardrails",
    { addresses, lastResortDeny: guardrails.lastResortDeny, spared, calicoReady, deletedWith },
    inCluster,
  );

  const podSecurityVersion = cluster.kind === "eks" ? cluster.eks.version : cluster.existing.version;
  const made = new Map(
    namespaces.map((namespace) => [
      namespace.name,
      new Namespace(namespace.name, { namespace, podSecurityVersion, calicoReady }, inCluster),
    ]),
  );
  for (const { name, workloads, flows } of namespaces) {
    for (const workload of workloads.filter((candidate) => candidate.rendered)) {
      // Both sides of every flow are open before its pods start or change.
      const opened = flows
        .filter(({ from, to }) =>
          [from, to].some(
            (peer) => peer.kind === "workload" && peer.namespace === name && peer.workload === workload.name,
          ),
        )
        .flatMap((flow) => [...made.values()].flatMap((namespace) => namespace.opened.get(flow) ?? []));
      const needs = [...platform.podsReady, ...made.get(name)!.foundation, ...opened];
      new Workload(
        `${name}.${workload.name}`,
        { workload, loadBalancers: platform.loadBalancers, secretValues: secretValues(), needs },
        inCluster,
      );
    }
  }
  return stackOutputs(declaration, platform.nodeGroups);
}

/** A mistake in the declaration is told in full, without a stack trace, before anything is registered. */
function declare(directory: string): Declaration {
  try {
    return loadDeclaration({ directory, stack: pulumi.getStack(), settings: stackSettings() });
  } catch (error) {
    throw error instanceof DeclarationError ? new pulumi.RunError(error.message) : error;
  }
}

export = program;
