import { Applications } from "./components/applications.js";
import { chartArchives } from "./components/chartArchives.js";
import { EksPlatform } from "./components/eksPlatform.js";
import { ExistingPlatform } from "./components/existingPlatform.js";
import { Guardrails } from "./components/guardrails.js";
import type { Platform } from "./components/platform.js";
import { secretValues, stackDeclaration, tellPlainly } from "./components/stackDeclaration.js";
import { stackOutputs } from "./components/stackOutputs.js";
import type { Declaration } from "./config/declaration.js";

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
  const { directory = process.cwd(), mode = "online", declaration = stackDeclaration(directory) } = options;
  const { cluster, calico, addresses, guardrails, namespaces } = declaration;
  const archives = calico && (await chartArchives(calico.charts, directory, mode).catch(tellPlainly));

  const platform: Platform =
    cluster.kind === "eks"
      ? new EksPlatform("platform", { declaration, cluster, archives: archives! })
      : new ExistingPlatform("platform", { declaration, cluster, archives });
  const inCluster = { providers: [platform.provider] };

  const podSecurityVersion = cluster.kind === "eks" ? cluster.eks.version : cluster.existing.version;
  const applications = new Applications(
    "applications",
    { namespaces, platform, podSecurityVersion, secretValues: secretValues() },
    inCluster,
  );

  const staged = namespaces.filter(({ enforcement }) => enforcement === "staged").map(({ name }) => name);
  new Guardrails(
    "guardrails",
    { ...guardrails, addresses, staged, platform, after: applications.closed },
    inCluster,
  );

  return stackOutputs(declaration, platform.nodeGroups);
}

export = program;
