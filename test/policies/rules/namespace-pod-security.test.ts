import { namespacePodSecurity } from "../../../policies/rules/namespace-pod-security.js";
import { secret, unknown, type TestResource } from "../support/judge.js";
import { judges, type Case } from "../support/table.js";
import { verdictsOf } from "../support/workloads.js";

describe("namespace-pod-security", () => {
  const verdicts = verdictsOf(namespacePodSecurity);
  const enforce = "pod-security.kubernetes.io/enforce";
  const version = "pod-security.kubernetes.io/enforce-version";
  const at = (label: string) => `metadata.labels."${label}"`;
  const pinned = "the version whose reading of the level holds, as v1.35";
  const namespace = (labels: unknown, name: unknown = "shop", type = "Namespace"): TestResource => ({
    type: `kubernetes:core/v1:${type}`,
    properties: { metadata: { name, labels } },
  });
  const good = { [enforce]: "restricted", [version]: "v1.35" };

  const refuse = (
    title: string,
    resource: TestResource,
    label: string,
    found: string,
    allowed: string,
  ): Case => [`refuses ${title}`, resource, [verdicts.refused(resource, at(label), found, allowed)]];
  const none = namespace({});
  const strict = { "namespace-pod-security": { least: "restricted" } };
  const baseline = namespace({ ...good, [enforce]: "baseline" });
  const unknownLevel = namespace({ ...good, [enforce]: unknown });
  const unknownName = namespace({}, unknown);
  const list = {
    type: "kubernetes:core/v1:NamespaceList",
    properties: {
      items: [
        { metadata: { name: "a", labels: good } },
        { metadata: { name: "b", labels: { [enforce]: "restricted" } } },
      ],
    },
  };
  const mixed = {
    type: "kubernetes:core/v1:List",
    properties: {
      items: [
        { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "b" } },
        {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "b", labels: { [enforce]: "restricted" } },
        },
      ],
    },
  };
  const patch = (labels: unknown) => namespace(labels, "shop", "NamespacePatch");
  const patches = { "no-patch-resource": { level: "disabled" } } as const;

  judges([
    ["accepts restricted", namespace(good), []],
    ["accepts baseline", baseline, []],
    [
      "refuses a namespace without labels",
      none,
      [
        verdicts.refused(none, at(enforce), "nothing", "restricted or baseline"),
        verdicts.refused(none, at(version), "nothing", pinned),
      ],
    ],
    refuse(
      "privileged",
      namespace({ ...good, [enforce]: "privileged" }),
      enforce,
      '"privileged"',
      "restricted or baseline",
    ),
    refuse("a version that moves", namespace({ ...good, [version]: "latest" }), version, '"latest"', pinned),
    refuse("more than a version", namespace({ ...good, [version]: "v1.35.1" }), version, '"v1.35.1"', pinned),
    refuse("less than a version", namespace({ ...good, [version]: "1.35" }), version, '"1.35"', pinned),
    refuse("a number", namespace({ ...good, [version]: 1.35 }), version, "1.35 (a number)", pinned),
    refuse(
      "a secret, which is not shown",
      namespace({ ...good, [enforce]: secret("privileged") }),
      enforce,
      "a secret",
      "restricted or baseline",
    ),
    [
      "refuses baseline where restricted is asked",
      baseline,
      [verdicts.refused(baseline, at(enforce), '"baseline"', "restricted")],
      strict,
    ],
    ["accepts restricted where it is asked", namespace(good), [], strict],
    [
      "is undecided where only a deployment can tell the level",
      unknownLevel,
      [verdicts.undecided(unknownLevel, at(enforce))],
    ],
    [
      "is undecided where only a deployment can tell whether it is exempt",
      unknownName,
      [verdicts.undecided(unknownName, "metadata.name")],
    ],
    ["needs no name where the labels are right", namespace(good, unknown), []],
    ["does not ask a system namespace", namespace({}, "tigera-operator"), []],
    [
      "asks a system namespace that is not exempt",
      namespace({ [version]: "v1.35" }, "kube-system"),
      [verdicts.refused(none, at(enforce), "nothing", "restricted or baseline")],
      { "namespace-pod-security": { exempt: [] } },
    ],
    ["does not ask a namespace that is exempt", none, [], { "namespace-pod-security": { exempt: ["shop"] } }],
    [
      "judges each namespace of a list",
      list,
      [verdicts.refused(list, `items[1].${at(version)}`, "nothing", pinned)],
    ],
    ["accepts a version that is still to come", namespace({ ...good, [version]: "v10.0" }), []],
    refuse(
      "what ends in a version",
      namespace({ ...good, [version]: "x-v1.35" }),
      version,
      '"x-v1.35"',
      pinned,
    ),
    [
      "judges the namespaces among what a list has",
      mixed,
      [verdicts.refused(mixed, `items[1].${at(version)}`, "nothing", pinned)],
    ],
    ["leaves alone what a patch leaves as it is", patch({ [enforce]: "restricted" }), [], patches],
    [
      "refuses what a patch lowers",
      patch({ [enforce]: "privileged" }),
      [verdicts.refused(patch({}), at(enforce), '"privileged"', "restricted or baseline")],
      patches,
    ],
    ["says nothing of other kinds", { type: "kubernetes:core/v1:Service", properties: {} }, []],
    [
      "says nothing of the kinds of others",
      { type: "kubernetes:example.com/v1:Namespace", properties: {} },
      [],
    ],
  ]);
});
