import { apiVersionOf, type Kind } from "./kinds.js";

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** What a path of the discovery documents answers, or undefined if it is none. */
export function discovery(kinds: readonly Kind[], path: string): object | undefined {
  if (path === "/version") return { major: "1", minor: "35", gitVersion: "v1.35.0", platform: "linux/amd64" };
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/apis") return groups(kinds);
  if (path === "/openapi/v3") return { paths: {} };
  const groupVersion = /^\/apis?\/(.+)$/.exec(path)?.[1];
  const served = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  if (served.length === 0) return undefined;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: served.flatMap(resources) };
}

function groups(kinds: readonly Kind[]): object {
  const named = [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== "");
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: named.map((name) => {
      const versions = [
        ...new Set(kinds.filter(({ group }) => group === name).map(({ version }) => version)),
      ].map((version) => ({ groupVersion: `${name}/${version}`, version }));
      return { name, versions, preferredVersion: versions[0] };
    }),
  };
}

function resources({ plural, kind, namespaced, status }: Kind): object[] {
  const resource = { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs };
  const part = (name: string, of = kind) => ({
    name: `${plural}/${name}`,
    singularName: "",
    namespaced,
    kind: of,
    verbs: ["create", "get", "patch", "update"],
  });
  const pod =
    kind === "Pod"
      ? [{ ...part("eviction", "Eviction"), group: "policy", version: "v1" }, part("binding", "Binding")]
      : [];
  return [resource, ...(status ? [part("status")] : []), ...pod];
}
