import { isAddress, namesContent, shortAddress, showAddress } from "../kubernetes/addresses.js";
import { expect, finding } from "../model/finding.js";
import { noteUntold } from "../model/noteUntold.js";
import { resourceRule } from "../model/rule.js";

/** Where components that read manifests say from where, and whether Kustomize reads them. */
const sources: ReadonlyMap<string, { readonly key: string; readonly kustomize?: boolean }> = new Map([
  ["kubernetes:yaml:ConfigFile", { key: "file" }],
  ["kubernetes:yaml:ConfigGroup", { key: "files" }],
  ["kubernetes:yaml/v2:ConfigFile", { key: "file" }],
  ["kubernetes:yaml/v2:ConfigGroup", { key: "files" }],
  ["kubernetes:kustomize:Directory", { key: "directory", kustomize: true }],
  ["kubernetes:kustomize/v2:Directory", { key: "directory", kustomize: true }],
]);

const allowed = "a file of the program, or an address with a full commit or a sha256 checksum in it";

/** A tag can be moved and a release's file be uploaded anew, so only a commit or a checksum is a pin. */
export const noRemoteManifest = resourceRule({
  name: "no-remote-manifest",
  area: "pods",
  description: "manifests are files of the program, or named by a commit or a checksum",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "An address such as …/main/install.yaml is read again at each deployment: whoever can write there writes to the cluster.",
  remediationSteps:
    "Keep the manifest in the repository, or put the full commit in its address in place of the branch or tag.",
  url: "https://docs.github.com/en/repositories/working-with-files/using-files/getting-permanent-links-to-files",
  tags: ["supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
  ],
  appliesTo: (type) => sources.has(type),
  check: (resource) => {
    const { key, kustomize = false } = sources.get(resource.type)!;
    const value = resource.properties.at(key);
    // A file of v1 without one is the file of its name.
    if (resource.type === "kubernetes:yaml:ConfigFile" && !value.given)
      return isPinned(resource.name, kustomize)
        ? []
        : [finding(value, { found: shortAddress(resource.name), allowed })];
    noteUntold(resource);
    const list = value.items();
    // `files` may be one or a list.
    return (list.length > 0 ? list : [value]).flatMap((place) =>
      expect(place, () => isPinned(place.text() ?? "", kustomize), { found: showAddress(place), allowed }),
    );
  },
  examples: {
    complies: [{ type: "kubernetes:yaml/v2:ConfigFile", properties: { file: "./manifests/crds.yaml" } }],
    violates: [
      {
        type: "kubernetes:yaml/v2:ConfigFile",
        properties: { file: "https://raw.githubusercontent.com/example/project/main/install.yaml" },
      },
    ],
  },
});

function isPinned(place: string, kustomize: boolean): boolean {
  return !(isAddress(place) || (kustomize && isRemoteRoot(place))) || namesContent(place);
}

/**
 * https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md: addresses without a scheme, such as
 * github.com/org/repo//path?ref=v1 or git@github.com:org/repo.
 */
function isRemoteRoot(place: string): boolean {
  return (
    /^(git::|gh:|[^/]+@[^/]+:)/.test(place) ||
    /^[\w-][\w.-]*\.[a-z]+[:/]/i.test(place) ||
    place.includes("?ref=")
  );
}
