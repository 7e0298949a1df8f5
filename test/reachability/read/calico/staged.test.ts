import assert from "node:assert/strict";
import { applyStaged } from "../../../../reachability/read/calico/applyStaged.js";
import { calicoKinds } from "../../../../reachability/read/calico/readCalico.js";
import { readNetworkPolicy } from "../../../../reachability/read/networkPolicy/readNetworkPolicy.js";
import { readObjects } from "./readOne.js";

const readers = { ...calicoKinds, "networking.k8s.io/v1/NetworkPolicy": readNetworkPolicy };
const calico = (kind: string, name: string, spec: unknown, apiVersion = "projectcalico.org/v3") => ({
  apiVersion,
  kind,
  metadata: kind.includes("Global") ? { name } : { name, namespace: "shop" },
  spec,
});
const kubernetes = (name: string) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "shop" },
  spec: { podSelector: {} },
});

/** The enforced policies before and after, as `group kind name file`. */
function whatIf(objects: readonly object[]): { readonly before: string[]; readonly after: string[] } {
  const { context, problems } = readObjects(readers, objects);
  assert.deepEqual(problems, []);
  const show = (policies: typeof context.policies) =>
    policies.map(({ apiVersion, kind, name, origin }) => `${apiVersion} ${kind} ${name} ${origin.file}`);
  return { before: show(context.policies), after: show(applyStaged(context.policies, context.staged)) };
}

const deny = { ingress: [{ action: "Deny" }] };

// SEMANTICS.md: "Staged policies change nothing, and can be asked 'what if'."
describe("a staged policy", () => {
  it("changes nothing, and would be added", () => {
    assert.deepEqual(whatIf([calico("StagedNetworkPolicy", "a", deny)]), {
      before: [],
      after: ["projectcalico.org/v3 NetworkPolicy a 1.yaml"],
    });
  });

  it("would replace the policy of its kind, namespace and name", () => {
    const objects = [
      calico("NetworkPolicy", "a", {}),
      calico("GlobalNetworkPolicy", "a", {}),
      kubernetes("a"),
      calico("StagedNetworkPolicy", "a", { ...deny, stagedAction: "Set" }),
    ];
    assert.deepEqual(whatIf(objects).after, [
      "projectcalico.org/v3 NetworkPolicy a 4.yaml",
      "projectcalico.org/v3 GlobalNetworkPolicy a 2.yaml",
      "networking.k8s.io/v1 NetworkPolicy a 3.yaml",
    ]);
  });

  it("would replace a stored one", () => {
    const objects = [
      calico("GlobalNetworkPolicy", "a", {}, "crd.projectcalico.org/v1"),
      calico("StagedGlobalNetworkPolicy", "a", deny),
    ];
    assert.deepEqual(whatIf(objects).after, ["projectcalico.org/v3 GlobalNetworkPolicy a 2.yaml"]);
  });

  it("of Kubernetes' kind would replace one of Kubernetes", () => {
    const objects = [
      calico("NetworkPolicy", "a", {}),
      kubernetes("a"),
      calico("StagedKubernetesNetworkPolicy", "a", { podSelector: {}, ingress: [{}] }),
    ];
    assert.deepEqual(whatIf(objects).after, [
      "projectcalico.org/v3 NetworkPolicy a 1.yaml",
      "networking.k8s.io/v1 NetworkPolicy a 3.yaml",
    ]);
  });

  it("may be a deletion", () => {
    const objects = [
      calico("NetworkPolicy", "a", {}),
      calico("NetworkPolicy", "b", {}),
      kubernetes("a"),
      calico("StagedNetworkPolicy", "a", { stagedAction: "Delete", tier: "default", ingress: [] }),
      calico("StagedKubernetesNetworkPolicy", "a", { stagedAction: "Delete", podSelector: {} }),
      calico("StagedNetworkPolicy", "c", { stagedAction: "Delete" }),
    ];
    assert.deepEqual(whatIf(objects).after, ["projectcalico.org/v3 NetworkPolicy b 2.yaml"]);
  });

  it("that is a deletion may say what says nothing: null, false, an empty text, an empty list or mapping", () => {
    const spec = {
      stagedAction: "Delete",
      types: null,
      selector: "",
      egress: [],
      performanceHints: {},
      doNotTrack: false,
    };
    const policy = calico("GlobalNetworkPolicy", "a", {});
    assert.deepEqual(whatIf([policy, calico("StagedGlobalNetworkPolicy", "a", spec)]).after, []);
  });

  it("of the same name in another namespace, or of no namespace, would leave a policy as it is", () => {
    const other = {
      ...calico("StagedNetworkPolicy", "a", { stagedAction: "Delete" }),
      metadata: { name: "a", namespace: "bank" },
    };
    assert.deepEqual(
      whatIf([
        calico("NetworkPolicy", "a", {}),
        calico("GlobalNetworkPolicy", "b", {}),
        other,
        calico("StagedNetworkPolicy", "b", { stagedAction: "Delete" }),
        calico("StagedGlobalNetworkPolicy", "a", { stagedAction: "Delete" }),
      ]).after,
      ["projectcalico.org/v3 NetworkPolicy a 1.yaml", "projectcalico.org/v3 GlobalNetworkPolicy b 2.yaml"],
    );
  });

  it("that leaves pods alone would take the place of one that does not", () => {
    const objects = [
      calico("GlobalNetworkPolicy", "a", deny),
      calico("StagedGlobalNetworkPolicy", "a", { ...deny, doNotTrack: true, applyOnForward: true }),
    ];
    assert.deepEqual(whatIf(objects).after, []);
  });

  for (const stagedAction of ["Learn", "Ignore"])
    it(`with ${stagedAction} would change nothing, and says so`, () => {
      const { context } = readObjects(readers, [
        calico("StagedNetworkPolicy", "a", { ...deny, stagedAction }),
      ]);
      assert.deepEqual(context.staged, []);
      assert.deepEqual(
        context.notes.map(({ id, text }) => [id, text]),
        [
          [
            "staged-without-effect",
            `StagedNetworkPolicy a has stagedAction ${stagedAction}: it would change nothing`,
          ],
        ],
      );
    });

  it("means what the enforced one of the same spec means", () => {
    const spec = {
      tier: "security",
      order: 7,
      selector: "a == 'x'",
      types: ["Egress"],
      egress: [{ action: "Pass" }],
    };
    const { context } = readObjects(readers, [
      calico("NetworkPolicy", "a", spec),
      calico("StagedNetworkPolicy", "a", spec),
      kubernetes("a"),
      calico("StagedKubernetesNetworkPolicy", "a", { podSelector: {} }),
    ]);
    assert.deepEqual(
      context.staged.map(({ policy }) => ({ ...policy, origin: undefined })),
      context.policies.map((policy) => ({ ...policy, origin: undefined })),
    );
  });

  const wrong: readonly (readonly [kind: string, spec: unknown, problem: string])[] = [
    ["StagedNetworkPolicy", 3, ": found 3 (a number); allowed: a mapping"],
    ["StagedKubernetesNetworkPolicy", 3, ": found 3 (a number); allowed: a mapping"],
    ...[
      { order: 0 },
      { ingress: [{}] },
      { serviceAccountSelector: "all()" },
      { preDNAT: 1 },
      { performanceHints: { a: 1 } },
    ].map((more) => {
      const [key] = Object.keys(more);
      return [
        "StagedNetworkPolicy",
        { stagedAction: "Delete", ...more },
        `.${key}: found ${key}; allowed: nothing but the name of what is deleted`,
      ] as const;
    }),
    [
      "StagedKubernetesNetworkPolicy",
      { stagedAction: "Delete", podSelector: { matchLabels: { a: "b" } } },
      ".podSelector: found podSelector; allowed: nothing but the name of what is deleted",
    ],
    [
      "StagedNetworkPolicy",
      { stagedAction: "set" },
      '.stagedAction: found "set"; allowed: Set, Delete, Learn, Ignore',
    ],
    [
      "StagedGlobalNetworkPolicy",
      { stagedAction: "Delete", selector: "all()" },
      ".selector: found selector; allowed: nothing but the name of what is deleted",
    ],
    [
      "StagedKubernetesNetworkPolicy",
      { stagedAction: "Delete", tier: "default" },
      ".tier: found tier; allowed: nothing but the name of what is deleted",
    ],
    [
      "StagedKubernetesNetworkPolicy",
      { selector: "all()" },
      '.selector: found the unknown field "selector"; allowed: podSelector, policyTypes, ingress, egress, stagedAction',
    ],
  ];
  for (const [kind, spec, problem] of wrong)
    it(`is refused: ${kind} ${JSON.stringify(spec)}`, () => {
      assert.deepEqual(readObjects(readers, [calico(kind, "a", spec)]).problems, [`1.yaml spec${problem}`]);
    });
});
