import assert from "node:assert/strict";
import fc from "fast-check";
import { anyChoices, chosenPackets } from "./agreement/cases.js";
import { flavours } from "./generate/flavours.js";
import { anyNetworkPolicy } from "./generate/networkPolicies.js";
import type { Packet } from "./oracle/packet.js";
import { verdict } from "./oracle/verdict.js";
import { checkSentences } from "./sentences/check.js";

describe("the oracle", () => {
  checkSentences(verdict);

  describe("obeys laws", () => {
    const runs = { numRuns: 40 };
    const kubernetes = flavours["Kubernetes policies"]!;

    it("that an allow rule more never takes a connection away", () => {
      const withRule = fc.tuple(kubernetes, anyNetworkPolicy, fc.nat(), anyChoices);
      fc.assert(
        fc.property(withRule, ([{ objects, settings }, donor, which, choices]) => {
          const more = withMoreRules(objects, donor("donor"), which);
          for (const packet of chosenPackets(objects, choices)) {
            if (verdict(objects, packet, settings)) assert.ok(verdict(more, packet, settings), text(packet));
          }
        }),
        runs,
      );
    });

    for (const [flavour, anyCase] of Object.entries(flavours)) {
      it(`that the order of objects does not matter: ${flavour}`, () => {
        fc.assert(
          fc.property(anyCase, fc.nat(), anyChoices, ({ objects, settings }, rotation, choices) => {
            const start = objects.length === 0 ? 0 : rotation % objects.length;
            const turned = [...objects.slice(start), ...objects.slice(0, start)].reverse();
            for (const packet of chosenPackets(objects, choices)) {
              assert.equal(
                verdict(turned, packet, settings),
                verdict(objects, packet, settings),
                text(packet),
              );
            }
          }),
          runs,
        );
      });
    }

    it("that a policy that selects nothing changes nothing", () => {
      const labels = { matchLabels: { app: "nothing-has-this" } };
      const idle = [
        [
          "networking.k8s.io/v1",
          "NetworkPolicy",
          { podSelector: labels, policyTypes: ["Ingress", "Egress"] },
        ],
        ["projectcalico.org/v3", "NetworkPolicy", { selector: "app == 'nothing-has-this'", order: -100 }],
        ["projectcalico.org/v3", "GlobalNetworkPolicy", { selector: "has(nothing)", order: -100 }],
      ].map(([apiVersion, kind, spec]) => ({
        apiVersion,
        kind,
        metadata: { name: "idle", namespace: kind === "GlobalNetworkPolicy" ? undefined : "alpha" },
        spec,
      }));
      fc.assert(
        fc.property(flavours["Calico policies in tiers"]!, anyChoices, ({ objects, settings }, choices) => {
          for (const packet of chosenPackets(objects, choices)) {
            const expected = verdict(objects, packet, settings);
            assert.equal(verdict([...objects, ...idle], packet, settings), expected, text(packet));
          }
        }),
        runs,
      );
    });
  });

  describe("is asked about clusters", () => {
    for (const [flavour, anyCase] of Object.entries(flavours)) {
      it(`in which a fifth to four fifths of the packets are allowed: ${flavour}`, () => {
        const verdicts = fc
          .sample(fc.tuple(anyCase, anyChoices), { numRuns: 60, seed: 1 })
          .flatMap(([{ objects, settings }, choices]) =>
            chosenPackets(objects, choices).map((packet) => verdict(objects, packet, settings)),
          );
        const share = verdicts.filter(Boolean).length / verdicts.length;
        assert.ok(share > 0.2 && share < 0.8, `${share}`);
      });
    }
  });
});

function text(packet: Packet): string {
  return JSON.stringify(packet);
}

interface Rules {
  readonly kind: string;
  readonly spec: { readonly ingress?: readonly unknown[]; readonly egress?: readonly unknown[] };
}

/**
 * One of the policies with the rules of another one added; only to lists that have rules already, since the first
 * rule of egress can make Egress one of the types.
 */
function withMoreRules(objects: readonly object[], donor: object, which: number): readonly object[] {
  const policies = (objects as readonly Rules[]).filter(({ kind }) => kind === "NetworkPolicy");
  const chosen = policies[which % Math.max(1, policies.length)];
  const more = (donor as Rules).spec;
  return (objects as readonly Rules[]).map((object) => {
    if (object !== chosen) return object;
    const { ingress, egress } = object.spec;
    return {
      ...object,
      spec: {
        ...object.spec,
        ...(ingress ? { ingress: [...ingress, ...(more.ingress ?? [])] } : {}),
        ...(egress?.length ? { egress: [...egress, ...(more.egress ?? [])] } : {}),
      },
    };
  });
}
