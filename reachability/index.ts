/*
 * Who can talk to whom, and why: pure. Manifests are read into a Cluster, a Cluster is made into an Evaluation, and
 * everything else is a question to that.
 */
export type { Manifest, Origin } from "./model/manifest.js";
export type { Cluster } from "./model/cluster.js";
export { Evaluation } from "./evaluate/evaluation.js";
export { matrixOf, type Matrix } from "./questions/matrix.js";
