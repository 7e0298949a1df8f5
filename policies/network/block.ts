import { parseCidr, subtractRanges, type AddressRange } from "../../reachability/sets/addresses.js";
import type { Value } from "../model/value.js";
import { allCidrs, rangesOf } from "./addresses.js";

/** Addresses that a rule of a policy names. */
export interface Block {
  /** Where it stands. */
  readonly value: Value;
  /** undefined: every address. */
  readonly cidrs?: readonly Value[];
  /** The list of what is left out of them; undefined where nothing can be. */
  readonly except?: Value;
}

/** Addresses of a block's CIDRs, exceptions not left out; of unknown ones none, which is noted. */
export function namedBy({ cidrs }: Block): AddressRange[] {
  return cidrs ? parsed(cidrs) : rangesOf(allCidrs);
}

/**
 * Addresses that a block admits, where they are wrong; undefined where they are not, and where it takes exceptions to
 * tell that only a deployment can tell, which are noted then.
 */
export function wronglyAdmitted(
  block: Block,
  areWrong: (ranges: readonly AddressRange[]) => boolean,
): AddressRange[] | undefined {
  const { known, unknown } = exceptionsOf(block);
  const admitted = subtractRanges(namedBy(block), parsed(known));
  // Reading notes: unknown exceptions only matter where known ones leave something wrong.
  return areWrong(admitted) && unknown.filter((value) => !value.present).length === 0 ? admitted : undefined;
}

/** What is left out of a block. */
export function exceptionsOf({ except }: Block): {
  readonly known: readonly Value[];
  readonly unknown: readonly Value[];
} {
  if (!except) return { known: [], unknown: [] };
  if (except.unknown) return { known: [], unknown: [except] };
  const items = except.items();
  return {
    known: items.filter((value) => !value.unknown),
    unknown: items.filter((value) => value.unknown),
  };
}

/** What of a block's CIDRs is a text, and not a CIDR as every program reads it. */
export function unreadable({ cidrs = [] }: Block): Value[] {
  return cidrs.filter((value) => {
    const text = value.text();
    return text === undefined ? !value.unknown : parseCidr(text) === undefined;
  });
}

function parsed(values: readonly Value[]): AddressRange[] {
  return rangesOf(values.flatMap((value) => value.text() ?? []));
}
