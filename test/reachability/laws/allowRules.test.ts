import fc from "fast-check";
import assert from "node:assert/strict";
import { anyCalicoRule } from "../generate/calicoRules.js";
import { anyClusterNetworkPolicy } from "../generate/clusterPolicies.js";
import type { Case } from "../generate/flavours.js";
import { anyNetworkPolicySpec } from "../generate/networkPolicies.js";
import { evaluationOf } from "../support/evaluate.js";
import { matrixOf } from "../../../reachability/questions/matrix.js";
import { deployment, namespace, networkPolicy } from "../support/cluster.js";
import { cases } from "./support/anyCase.js";
import { assertKeeps } from "./support/compare.js";
import {
  isCalicoPolicy,
  isKubernetesPolicy,
  listOf,
  withSpec,
  written,
  type Written,
} from "./support/objects.js";
import { runs } from "./support/runs.js";

const directions = ["ingress", "egress"] as const;
type Direction = (typeof directions)[number];

const types = { ingress: "Ingress", egress: "Egress" } as const;
const anyDirection = fc.constantFrom(...directions);

const kubernetes = cases["Kubernetes policies"]!;
const calico = cases["Calico policies in tiers"]!;
const admin = cases["policies of administrators"]!;
const staged = cases["staged policies"]!;
const dualStack = cases["IPv4 and IPv6"]!;

/** One of the objects that a test finds, changed; undefined where it finds none. */
function changed(
  { objects }: Case,
  choice: number,
  fits: (object: Written) => boolean,
  change: (object: Written) => Written,
): readonly object[] | undefined {
  const candidates = written(objects).filter(fits);
  const chosen = candidates[choice % Math.max(1, candidates.length)];
  return chosen && written(objects).map((object) => (object === chosen ? change(object) : object));
}

/** Whether the object's rules of a direction count, and one more does not make them count: the types would stay. */
function already(object: Written, direction: Direction): boolean {
  const listed = listOf(object, "policyTypes").concat(listOf(object, "types")) as readonly unknown[];
  return listed.length > 0 ? listed.includes(types[direction]) : listOf(object, direction).length > 0;
}

function withRule(object: Written, direction: Direction, at: number, rule: object): Written {
  const rules = [...listOf(object, direction)];
  rules.splice(at % (rules.length + 1), 0, rule);
  return withSpec(object, { ...object.spec, [direction]: rules });
}

describe("a rule that allows never takes a connection away", () => {
  const anyKubernetesRule = anyNetworkPolicySpec.map((spec) => ({
    ingress: spec.ingress?.[0] ?? {},
    egress: spec.egress?.[0] ?? {},
  }));

  it("anywhere in a NetworkPolicy that restricts its direction already", () => {
    // What the policies of a direction allow is the union of their rules; only a direction more would isolate.
    const anyOne = fc.oneof(kubernetes, calico, admin, staged, dualStack);
    fc.assert(
      fc.property(
        anyOne,
        fc.nat(),
        fc.nat(),
        anyDirection,
        anyKubernetesRule,
        (each, choice, at, direction, rule) => {
          const more = changed(
            each,
            choice,
            (object) => isKubernetesPolicy(object) && already(object, direction),
            (object) => withRule(object, direction, at, rule[direction]),
          );
          if (more) assertKeeps(each, more);
        },
      ),
      runs,
    );
  });

  it("anywhere in a Calico policy that restricts its direction already", () => {
    // At its place it takes what would go on to later rules, whose best is to allow; earlier ones decide before it.
    const anyRule = anyDirection.chain((direction) =>
      anyCalicoRule(direction).map((rule) => ({ direction, rule: { ...rule, action: "Allow" } })),
    );
    fc.assert(
      fc.property(
        fc.oneof(calico, staged, dualStack),
        fc.nat(),
        fc.nat(),
        anyRule,
        (each, choice, at, { direction, rule }) => {
          const more = changed(
            each,
            choice,
            (object) => isCalicoPolicy(object) && already(object, direction),
            (object) => withRule(object, direction, at, rule),
          );
          if (more) assertKeeps(each, more);
        },
      ),
      runs,
    );
  });

  it("in a ClusterNetworkPolicy of its own: the tiers of these pass on what no rule matches, so that it isolates nobody", () => {
    fc.assert(
      fc.property(fc.oneof(admin, kubernetes), anyClusterNetworkPolicy, (each, donor) => {
        const policy = written([donor("c0")])[0]!;
        const accepting = (field: Direction) =>
          listOf(policy, field).map((rule) => ({ ...rule, action: "Accept" }));
        const { ingress: _, egress: __, ...spec } = policy.spec!;
        const more = withSpec(policy, {
          ...spec,
          ingress: accepting("ingress"),
          egress: accepting("egress"),
        });
        assertKeeps({ ...each, settings: { ...each.settings, calicoMinor: 32 } }, [...each.objects, more]);
      }),
      runs,
    );
  });

  it("in a NetworkPolicy of its own that selects pods which are isolated in its directions already", () => {
    const isolation = ["alpha", "shop", "zeta"].map((name) => ({
      ...networkPolicy(name, "isolated", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    }));
    fc.assert(
      fc.property(fc.oneof(kubernetes, calico, admin), anyNetworkPolicySpec, (each, spec) => {
        const isolated = { ...each, objects: [...each.objects, ...present(each, isolation)] };
        assertKeeps(isolated, [...isolated.objects, networkPolicy("alpha", "more", spec)]);
      }),
      runs,
    );
  });

  it("but in a policy of its own isolates pods that none selected before", () => {
    const objects = [namespace("shop"), deployment("shop", "web"), deployment("shop", "db")];
    const more = networkPolicy("shop", "more", { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] });
    const allowed = (all: readonly object[]) =>
      matrixOf(evaluationOf(all)).connections.find(({ from, to }) => from === "shop/web" && to === "shop/db")
        ?.allow;
    assert.deepEqual(allowed(objects), { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] });
    assert.deepEqual(allowed([...objects, more]), { TCP: [[80, 80]] });
  });
});

/** Those of some objects whose namespace the cluster has. */
function present({ objects }: Case, more: readonly object[]): readonly object[] {
  const names = written(objects)
    .filter(({ kind }) => kind === "Namespace")
    .map(({ metadata }) => metadata.name);
  return written(more).filter(({ metadata }) => names.includes(metadata.namespace ?? ""));
}
