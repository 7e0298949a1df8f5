import assert from "node:assert/strict";
import type { Cluster } from "../../../reachability/model/cluster.js";
import type { Manifest } from "../../../reachability/model/manifest.js";
import { readCluster, type ReadResult } from "../../../reachability/read/readCluster.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";

/** An object as it is written in a manifest. */
export type Written = Readonly<Record<string, unknown>>;

const settings: ReadSettings = { calicoMinor: 32, staged: false };

/** Manifests of one file, each on lines of its own: the first at 1, the next at 101, and so on. */
export function manifests(values: readonly unknown[], file = "shop.yaml"): Manifest[] {
  return values.map((value, index) => ({
    value,
    origin: { file, path: [], lineOf: (path) => 100 * index + 1 + path.length },
  }));
}

/** Reads objects of one file. */
export function readAll(values: readonly unknown[], more: Partial<ReadSettings> = {}): ReadResult {
  return readCluster(manifests(values), { ...settings, ...more });
}

/** The cluster that objects describe; fails where they have problems. */
export function clusterOf(values: readonly unknown[], more: Partial<ReadSettings> = {}): Cluster {
  const { cluster, problems } = readAll(values, more);
  assert.deepEqual(problems, []);
  return cluster;
}

/** `path: found; allowed` of each problem. */
export function problemsOf(values: readonly unknown[]): string[] {
  return readAll(values).problems.map(({ path, found, allowed }) => `${path}: ${found}; ${allowed}`);
}

/** Ids of the notes, each once. */
export function notesOf(cluster: Cluster): string[] {
  return [...new Set(cluster.notes.map(({ id }) => id))];
}

/** A NetworkPolicy `shop/web`. */
export function networkPolicy(
  spec: unknown,
  metadata: Written = { name: "web", namespace: "shop" },
): Written {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec };
}

/** A Pod `shop/web` or with other metadata. */
export function pod(metadata: Written = {}, spec: Written = {}, status?: Written): Written {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", ...metadata },
    spec: { containers: [{ name: "main", image: "web" }], ...spec },
    status,
  };
}

/** A controller `shop/web` of a kind with pods labelled `app: web`. */
export function controller(kind: string, spec: Written = {}, metadata: Written = {}): Written {
  const template = {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "main", image: "web" }] },
  };
  const selected = { selector: { matchLabels: { app: "web" } }, template };
  const specs: Readonly<Record<string, Written>> = {
    Job: { template },
    CronJob: { schedule: "* * * * *", jobTemplate: { spec: { template } } },
    ReplicationController: { selector: { app: "web" }, template },
  };
  const versions: Readonly<Record<string, string>> = {
    Job: "batch/v1",
    CronJob: "batch/v1",
    ReplicationController: "v1",
  };
  return {
    apiVersion: versions[kind] ?? "apps/v1",
    kind,
    metadata: { name: "web", namespace: "shop", ...metadata },
    spec: { ...(specs[kind] ?? selected), ...spec },
  };
}

/** A reference to the object that controls another. */
export function ownedBy(kind: string, name: string): Written {
  return { ownerReferences: [{ apiVersion: "apps/v1", kind, name, uid: "1", controller: true }] };
}
