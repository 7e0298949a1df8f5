import assert from "node:assert/strict";
import fc from "fast-check";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { allowedBetween } from "../../../reachability/questions/allowedBetween.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import { includes } from "../../../reachability/sets/intervals.js";
import { flavours, type Case } from "../generate/flavours.js";
import { cidrs } from "../generate/pools.js";
import { evaluationOf } from "../support/evaluate.js";
import { anyCase, cases } from "./support/anyCase.js";
import { pairs, text, together } from "./support/compare.js";
import { written } from "./support/objects.js";
import { runs } from "./support/runs.js";
import { said } from "./support/said.js";
import { anyRoll } from "./support/shuffled.js";
import { withHalves } from "./support/split.js";
import { withUnknownAddresses } from "./support/withUnknownAddresses.js";

describe("how addresses are written changes nothing", () => {
  for (const [flavour, anyOne] of Object.entries(cases)) {
    it(`a network, or its two halves: ${flavour}`, () => {
      fc.assert(
        fc.property(anyOne, anyRoll, ({ objects, settings }, roll) => {
          const halved = objects.map((object) => withHalves(object, roll) as object);
          assert.deepEqual(said(evaluationOf(halved, settings)), said(evaluationOf(objects, settings)));
        }),
        runs,
      );
    });
  }

  it("more addresses that answers are to tell apart", () => {
    const anyCuts = fc.array(
      fc.oneof(
        fc.constantFrom(...cidrs.v4, ...cidrs.v6),
        fc.ipV4().map((address) => `${address}/30`),
        // Between the addresses of the pods.
        fc.nat(40).map((last) => `10.244.0.${last}/31`),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(anyCase, anyCuts, ({ objects, settings }, cuts) => {
        const plain = evaluationOf(objects, settings);
        // A family that nothing has is not spoken of.
        const ranges = cuts
          .map((cidr) => parseCidr(cidr)!)
          .filter(({ family }) => plain.universe.space.families.includes(family));
        assert.deepEqual(said(new Evaluation(plain.cluster, ranges)), said(plain));
      }),
      { numRuns: 3 * runs.numRuns },
    );
  });
});

describe("addresses that nobody knows yet", () => {
  for (const [flavour, anyOne] of Object.entries(flavours)) {
    it(`change nothing where no network cuts the pods' ranges: ${flavour}`, () => {
      fc.assert(
        fc.property(anyOne.map(uncut), ({ objects, settings }) => {
          const asked = flavour === "IPv4 and IPv6" ? inBothFamilies(settings) : settings;
          const known = said(evaluationOf(objects, asked));
          const unknown = said(evaluationOf(withUnknownAddresses(objects), asked));
          const kindless = JSON.parse(JSON.stringify(unknown).replaceAll('"Deployment"', '"Pod"')) as unknown;
          assert.deepEqual(kindless, JSON.parse(JSON.stringify(known)));
        }),
        runs,
      );
    });
  }
});

describe("what is said of addresses that nobody knows yet", () => {
  for (const [flavour, anyOne] of Object.entries(flavours)) {
    it(`holds for those that the pods get: ${flavour}`, () => {
      fc.assert(
        fc.property(anyOne, ({ objects, settings }) => {
          const asked = flavour === "IPv4 and IPv6" ? inBothFamilies(settings) : settings;
          const [known, unknown] = together(
            evaluationOf(objects, asked),
            evaluationOf(withUnknownAddresses(objects), asked),
          );
          for (const [from, to] of pairs(known)) {
            const before = allowedBetween(unknown, from, to);
            const now = allowedBetween(known, from, to);
            const ends = `${text(known, from)} -> ${text(known, to)}`;
            assert.ok(includes(before.allow, now.allow), `${ends}: ${now.allow.join()} is more than may be`);
            assert.ok(
              includes(now.certain, before.certain),
              `${ends}: ${now.certain.join()} is less than is certain`,
            );
          }
        }),
        runs,
      );
    });
  }
});

/** Ranges that hold all of the addresses that pods and nodes have, of either family. */
function inBothFamilies(settings: Case["settings"]): Case["settings"] {
  return {
    ...settings,
    podCidr: `${settings.podCidr!},fd00:10:244::/64`,
    nodeCidr: `${settings.nodeCidr!},fd00:192:168::/64`,
  };
}

/** The cluster with networks outside of the pods' ranges instead of inside, and without what names single addresses of pods. */
function uncut({ objects, settings }: Case): Case {
  const elsewhere: Readonly<Record<string, string>> = {
    "10.244.0.0/24": "198.51.100.0/24",
    "10.244.0.8/29": "198.51.100.8/29",
    "10.244.1.11/32": "198.51.100.11/32",
    "fd00:10:244::8/125": "2001:db8:1::8/125",
  };
  const moved = (value: unknown): unknown => {
    if (typeof value === "string") return elsewhere[value] ?? value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(moved);
    const entries = Object.entries(value).map(([key, inner]) => [key, moved(inner)] as const);
    const { cidr, except } = value as { readonly cidr?: string; readonly except?: readonly string[] };
    const left = entries.filter(([key]) => key !== "except");
    // An exception must be inside of its block.
    return Object.fromEntries(except && (cidr === "10.244.0.0/16" || cidr === "::/0") ? left : entries);
  };
  return {
    settings,
    objects: written(objects)
      .filter(({ kind }) => kind !== "EndpointSlice")
      .map((object) => moved(object) as object),
  };
}
