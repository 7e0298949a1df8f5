import type { ClusterAnswer, ClusterClient } from "../../../cli/drift/cluster/clusterClient.js";
import { liveKinds } from "../../../cli/drift/cluster/liveKinds.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";

/** A call that was made. */
export interface ClusterCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

/** A cluster that answers lists from objects, and who asked it what. */
export interface FakeCluster extends ClusterClient {
  readonly calls: readonly ClusterCall[];
}

interface FakeOptions {
  /** Answers in place of the objects where it returns something. */
  readonly override?: (call: ClusterCall) => ClusterAnswer | undefined;
  /** Groups with their versions that are served besides Kubernetes' own. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

/** An object's plural; Kubernetes' own rules are enough for the kinds that are read. */
export const plural = (kind: string) => {
  const lower = kind.toLowerCase();
  if (lower.endsWith("y")) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith("ss") ? `${lower}es` : `${lower}s`;
};

/** A cluster with these objects. */
export function fakeCluster(
  objects: readonly KubernetesObject[],
  { override, groups = { "projectcalico.org": ["v3"], "operator.tigera.io": ["v1"] } }: FakeOptions = {},
): FakeCluster {
  const served: Readonly<Record<string, readonly string[]>> = {
    apps: ["v1"],
    batch: ["v1"],
    "networking.k8s.io": ["v1"],
    ...groups,
  };
  const calls: ClusterCall[] = [];
  const answer = (path: string): ClusterAnswer => {
    const [plain = ""] = path.split("?");
    if (plain === "/apis")
      return ok({
        groups: Object.entries(served).map(([name, versions]) => ({
          name,
          versions: versions.map((version) => ({ version })),
        })),
      });
    const groupVersion = /^\/(?:apis\/([^/]+\/[^/]+)|api\/(v1))$/.exec(plain);
    const version = groupVersion?.[1] ?? groupVersion?.[2];
    if (version !== undefined) {
      const group = version.includes("/") ? version.split("/")[0]! : "";
      const kinds = liveKinds.filter((kind) => kind.group === group || kind.stored?.group === group);
      return ok({ resources: kinds.map(({ kind }) => ({ kind, name: plural(kind) })) });
    }
    const [, base = "", name = ""] = /^\/apis?\/(.+)\/([a-z]+)$/.exec(plain) ?? [];
    const items = objects.filter(({ apiVersion, kind }) => apiVersion === base && plural(kind) === name);
    return ok({ items, metadata: {} });
  };
  return {
    calls,
    request(method, path, body, type) {
      const call = {
        method,
        path,
        ...(body === undefined ? {} : { body }),
        ...(type === undefined ? {} : { type }),
      };
      calls.push(call);
      return Promise.resolve(override?.(call) ?? answer(path));
    },
  };
}

/** A success. */
export function ok(body: unknown): ClusterAnswer {
  return { status: 200, body };
}

/** A refusal, as the API server words it. */
export function refused(status: number, message: string): ClusterAnswer {
  return { status, body: { kind: "Status", message } };
}
