import type { DeclaredNetwork } from "../../flows/declaredNetwork.js";
import { isNode } from "../../policies/stack/stackProof.js";
import { prove } from "../../proof/prove.js";
import type { Unproven, UnprovenCheck } from "../../proof/unproven.js";
import { UsageError } from "../io.js";
import { networkDifference } from "./networkDifference.js";
import type { NetworkVersion, NetworkVersions } from "./networkVersions.js";
import type { NetworkConsequences } from "./report.js";

/** What keeps a declared flow from getting through, or an assertion from holding. */
const breaking: ReadonlySet<UnprovenCheck> = new Set<UnprovenCheck>([
  "blocked-flow",
  "flow-without-pods",
  "broken-assertion",
  "more-broken-assertions",
  // Nothing is proved then.
  "unreadable-policy",
]);

/** What is not known of a version, nobody reads one by one beyond so many. */
const mostUnknown = 20;

/**
 * Who could newly talk to whom, and what would no longer get through.
 *
 * @param titles what both versions are called
 */
export function networkConsequences(
  versions: NetworkVersions,
  titles: { readonly base: string; readonly head: string },
): NetworkConsequences {
  const { before, after } = versions;
  const unknown = [...new Set([...before.unknown, ...after.unknown])];
  const { network } = after;
  if (!network)
    return {
      broken: [],
      unknown: sentence(unknown.length > 0 ? unknown : ["the program tells nothing about its network"]),
    };
  const unproven = proofOf(after, network);
  const broken = unproven.filter(({ check }) => breaking.has(check)).map(({ text }) => text);
  const told = (texts: readonly string[]) => (texts.length === 0 ? {} : { unknown: sentence(texts) });
  // What is not known of a policy could be what opens everything.
  if ([before, after].some(({ objects }) => objects.some(isPartly))) return { broken, ...told(unknown) };
  try {
    const difference = networkDifference(versions, network, titles, unproven.length === 0);
    return { difference, broken, ...told(unknown) };
  } catch (error) {
    // More than can be told one by one, or an object that cannot be understood.
    if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
    return { broken, ...told([error.message, ...unknown]) };
  }
}

function isPartly({ unknown, secret, patch }: NetworkVersion["objects"][number]): boolean {
  return unknown.length > 0 || secret || patch;
}

function proofOf({ objects }: NetworkVersion, network: DeclaredNetwork): readonly Unproven[] {
  const pods = objects.filter((object) => !isNode(object)).map(({ manifest }) => manifest);
  try {
    return prove(network, pods).findings;
  } catch (error) {
    // A declaration that contradicts itself, or more than the evaluation takes.
    if (!(error instanceof RangeError)) throw error;
    return [{ check: "unreadable-policy", text: `nothing could be proved: ${error.message}` }];
  }
}

function sentence(texts: readonly string[]): string {
  const more = texts.length - mostUnknown;
  return [...texts.slice(0, mostUnknown), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
