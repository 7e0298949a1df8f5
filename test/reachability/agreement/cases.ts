import assert from "node:assert/strict";
import fc from "fast-check";
import { flavours } from "../generate/flavours.js";
import { interestingPackets } from "../generate/interestingPackets.js";
import type { Packet, Settings } from "../oracle/packet.js";
import { verdict } from "../oracle/verdict.js";

/** Reads a cluster once, then answers for every packet. */
export type Evaluate = (objects: readonly unknown[], settings: Settings) => (packet: Packet) => boolean;

/** How many of a cluster's interesting packets one run asks about. */
const packetsPerRun = 60;

/**
 * Some of a cluster's interesting packets: the numbers choose, so that a smaller cluster keeps what it can. Every
 * second one is between pods, which most rules are about.
 */
export function chosenPackets(objects: readonly unknown[], choices: readonly number[]): readonly Packet[] {
  const packets = interestingPackets(objects);
  const inside = packets.filter(({ from, to }) => from.pod !== undefined && to.pod !== undefined);
  return packets.length === 0
    ? []
    : choices.map((choice, index) => {
        const from = index % 2 === 0 && inside.length > 0 ? inside : packets;
        return from[choice % from.length]!;
      });
}

/** Numbers that choose packets. */
export const anyChoices = fc.array(fc.nat({ max: 1_000_000 }), {
  minLength: packetsPerRun,
  maxLength: packetsPerRun,
});

/** Declares a test for every flavour of cluster: the evaluator says of every packet what the oracle says. */
export function agreement(evaluate: Evaluate, runs: number): void {
  for (const [flavour, anyCase] of Object.entries(flavours)) {
    it(`agrees with the oracle on ${flavour}`, function () {
      this.timeout(0);
      fc.assert(
        fc.property(anyCase, anyChoices, ({ objects, settings }, choices) => {
          const allows = evaluate(objects, settings);
          for (const packet of chosenPackets(objects, choices)) {
            const expected = verdict(objects, packet, settings);
            assert.equal(allows(packet), expected, JSON.stringify({ packet, expected }));
          }
        }),
        { numRuns: runs },
      );
    });
  }
}
