import type { Packet, Settings } from "../oracle/packet.js";

/** One sentence of what network policies mean: raw objects in, packets in, verdicts out. */
export interface Sentence {
  /** The sentence, as the title of a test. */
  readonly says: string;
  /** Where the sentence is from: a specification, or the source that decides where it is silent. */
  readonly reference: string;
  readonly objects: readonly object[];
  readonly settings?: Partial<Settings>;
  /** Packets that are allowed, and those that are not. */
  readonly allowed?: readonly Packet[];
  readonly denied?: readonly Packet[];
}

/** Answers for one packet; the oracle has this shape, and anything that is compared with it. */
export type Verdict = (objects: readonly unknown[], packet: Packet, settings: Settings) => boolean;

/** The settings of a sentence that does not speak of them. */
export const usualSettings: Settings = {
  calicoMinor: 32,
  podCidr: "10.244.0.0/16",
  nodeCidr: "192.168.0.0/24",
};
