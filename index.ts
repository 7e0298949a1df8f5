import { Applications } from "./components/applications.js";
import { chartArchives } from "./components/chartArchives.js";
import { EksPlatform } from "./components/eksPlatform.js";
import { ExistingPlatform } from "./components/existingPlatform.js";
import { Guardrails } from "./components/guardrails.js";
import type { Platform } from "./components/platform.js";
import { secretValues, stackDeclaration, tellPlainly } from "./components/stackDeclaration.js";
import { stackOutputs } from "./components/stackOutputs.js";
import type { Declaration } from "./config/declaration.js";
import { Lifecycle } from "./lifecycle/lifecycle.js";

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
  const { directory = process.cwd(), mode = "online" } = options;
  const lifecycle = new Lifecycle();
  const declaration = options.declaration ?? (await stackDeclaration(directory));
  const { cluster, calico, addresses, guardrails, namespaces, deployed } = declaration;
  lifecycle.compareWith(deployed);
  const archives = calico && (await chartArchives(calico.charts, directory, mode).catch(tellPlainly));

  const platform: Platform =
    cluster.kind === "eks"
      ? new EksPlatform("platform", { declaration, cluster, archives: archives!, lifecycle })
      : new ExistingPlatform("platform", { declaration, cluster, archives, lifecycle });
  const inCluster = { providers: [platform.provider], transforms: [lifecycle.succession] };

  const podSecurityVersion = cluster.kind === "eks" ? cluster.eks.version : cluster.existing.version;
  const applications = new Applications(
    "applications",
    { declaration, platform, podSecurityVersion, lifecycle, secretValues: secretValues() },
    inCluster,
  );

  new Guardrails(
    "guardrails",
    {
      ...guardrails,
      addresses,
      namespaces,
      platform,
      ownCluster: cluster.kind === "eks",
      after: applications.closed,
    },
    inCluster,
  );

  return stackOutputs(declaration, platform.nodeGroups);
}

export = program;
