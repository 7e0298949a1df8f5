import assert from "node:assert/strict";
import fc from "fast-check";
import { readCluster } from "../../../reachability/read/readCluster.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import type { Case } from "../generate/flavours.js";
import { coreVerdict, evaluationOf, manifestsOf } from "../support/evaluate.js";
import { calicoObject, calicoPolicy, globalPolicy, packet, usual } from "../sentences/manifests.js";
import { cases } from "./support/anyCase.js";
import { isKubernetesPolicy, isPolicy, type Written } from "./support/objects.js";
import { runs } from "./support/runs.js";
import { said } from "./support/said.js";
import { anyRoll, shuffled, shuffledInside, type Roll } from "./support/shuffled.js";

/** The lists whose order counts: rules of policies that can deny, and what a pod has first. */
function inAnotherOrder(object: object, roll: Roll): object {
  const ordered = isPolicy(object as Written) && !isKubernetesPolicy(object as Written);
  return shuffledInside(object, roll, (path) => {
    const place = path.join(".");
    // The first of a pod's addresses is `podIP`; the first container's port of a name is the one that a Service finds.
    if (/^status\.|containers|ports$/.test(place) && !isPolicy(object as Written)) return true;
    return ordered && (place === "spec.ingress" || place === "spec.egress");
  }) as object;
}

function clusterOf(
  { settings: { calicoMinor, staged = false, podCidr, nodeCidr } }: Case,
  manifests: ReturnType<typeof manifestsOf>,
) {
  const ranges = (cidr: string) => [parseCidr(cidr)!];
  return readCluster(manifests, { calicoMinor, staged, pods: ranges(podCidr!), nodes: ranges(nodeCidr!) });
}

describe("order says nothing", () => {
  for (const [flavour, anyCase] of Object.entries(cases)) {
    it(`of objects, for what is read: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, anyRoll, (each, roll) => {
          const manifests = manifestsOf(each.objects);
          assert.deepEqual(clusterOf(each, shuffled(manifests, roll)), clusterOf(each, manifests));
        }),
        runs,
      );
    });

    it(`of objects, labels, items of lists, and rules where all of them allow: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, anyRoll, ({ objects, settings }, roll) => {
          const other = shuffled(
            objects.map((object) => inAnotherOrder(object, roll)),
            roll,
          );
          assert.deepEqual(said(evaluationOf(other, settings)), said(evaluationOf(objects, settings)));
        }),
        runs,
      );
    });
  }
});

describe("order decides", () => {
  const allow = { action: "Allow", protocol: "TCP", destination: { ports: [80] } };
  const deny = { action: "Deny", source: { selector: "app == 'web'" } };
  const toDb = { selector: "app == 'db'" };
  const tier = (name: string, order: number) => calicoObject("Tier", name, { order, defaultAction: "Pass" });
  const inTier = (name: string, rule: object) =>
    globalPolicy({ tier: name, ...toDb, ingress: [rule] }, `${name}.one`);

  const examples: readonly (readonly [what: string, first: readonly object[], other: readonly object[]])[] = [
    [
      "between the rules of a Calico policy",
      [calicoPolicy({ ...toDb, ingress: [allow, deny] })],
      [calicoPolicy({ ...toDb, ingress: [deny, allow] })],
    ],
    [
      "between Calico policies of a tier",
      [
        calicoPolicy({ ...toDb, order: 1, ingress: [allow] }, "allow"),
        calicoPolicy({ ...toDb, order: 2, ingress: [deny] }, "deny"),
      ],
      [
        calicoPolicy({ ...toDb, order: 2, ingress: [allow] }, "allow"),
        calicoPolicy({ ...toDb, order: 1, ingress: [deny] }, "deny"),
      ],
    ],
    [
      "between Calico policies of one order, by their names",
      [
        calicoPolicy({ ...toDb, order: 1, ingress: [allow] }, "a"),
        calicoPolicy({ ...toDb, order: 1, ingress: [deny] }, "b"),
      ],
      [
        calicoPolicy({ ...toDb, order: 1, ingress: [allow] }, "b"),
        calicoPolicy({ ...toDb, order: 1, ingress: [deny] }, "a"),
      ],
    ],
    [
      "between tiers",
      [tier("one", 1), tier("two", 2), inTier("one", allow), inTier("two", deny)],
      [tier("one", 2), tier("two", 1), inTier("one", allow), inTier("two", deny)],
    ],
  ];
  for (const [what, first, other] of examples) {
    it(what, () => {
      const asked = packet("shop/web", "shop/db");
      const verdicts = [first, other].map((policies) =>
        coreVerdict([...usual, ...policies], {
          calicoMinor: 32,
          podCidr: "10.244.0.0/16",
          nodeCidr: "192.168.0.0/24",
        })(asked),
      );
      assert.deepEqual(verdicts, [true, false]);
    });
  }
});
