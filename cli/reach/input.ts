import { join } from "node:path";
import type { Declaration } from "../../config/declaration.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import type { ReadSettings } from "../../reachability/read/settings.js";
import type { Io } from "../io.js";
import { readManifests } from "../manifests/readManifests.js";
import { newestCalico } from "../../reachability/read/calicoVersions.js";
import { manifestError } from "./manifestError.js";
import type { ReachOptions } from "./options.js";

/** What a question is about. */
export interface Input {
  /** What was read, as messages call it. */
  readonly title: string;
  readonly manifests: readonly Manifest[];
  readonly settings: ReadSettings;
  readonly cluster: Cluster;
  /** What was declared; undefined for manifests of somebody else's making. */
  readonly declaration?: Declaration;
}

/** Reads what the options name. Throws a UsageError or a DeclarationError with every problem. */
export async function readInput(options: ReachOptions, io: Io): Promise<Input> {
  const { path, stack } = options;
  if (path !== undefined) return readFolder(path, options, io);
  // The program and its SDKs are for stacks alone: to load them takes longer than a whole answer.
  const { readStack } = await import("./stackInput.js");
  return readStack(stack!, options, io);
}

/** Reads the manifests at a path. */
export function readFolder(path: string, options: ReachOptions, io: Io): Input {
  const { manifests, problems } = readManifests(pathOf(path, io));
  const settings = {
    calicoMinor: options.calicoMinor ?? newestCalico,
    staged: options.staged,
    ...rangesOf(options),
  };
  return inputOf(path === "-" ? "standard input" : path, manifests, settings, problems);
}

/** What manifests mean. Throws where anything in them cannot be understood. */
export function inputOf(
  title: string,
  manifests: readonly Manifest[],
  settings: ReadSettings,
  unreadable: ReturnType<typeof readManifests>["problems"] = [],
): Input {
  const { cluster, problems } = readCluster(manifests, settings);
  if (unreadable.length + problems.length > 0) throw manifestError([...unreadable, ...problems]);
  return { title, manifests, settings, cluster };
}

/** Ranges that the command line names. */
export function rangesOf({ pods, nodes }: ReachOptions): Pick<ReadSettings, "pods" | "nodes"> {
  return { ...(pods.length > 0 ? { pods } : {}), ...(nodes.length > 0 ? { nodes } : {}) };
}

/** A path as it was given, which messages start with; from where the command runs. */
export function pathOf(path: string, { directory }: Io): string {
  // Messages start with the path as it was given.
  return path === "-" || path.startsWith("/") || directory === process.cwd() ? path : join(directory, path);
}
