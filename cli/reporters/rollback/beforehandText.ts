import { printable } from "../../../problems/problem.js";
import type { Beforehand } from "../../rollback/beforehand.js";
import { holderText } from "../../rollback/lockHolder.js";
import type { SettledOperation } from "../../rollback/settleState.js";

/** What was done before anything is deployed: a sentence each, without its full stop. */
export function beforehandText({ released, settled, refreshed }: Beforehand): string[] {
  return [
    ...released.map((holder) => `the lock of ${printable(holderText(holder))} was taken away`),
    ...settled.map((operation) => `settled: ${settledText(operation)}`),
    ...(refreshed ? ["the state was compared with what exists, and changed to it"] : []),
  ];
}

/** What became of an operation that a killed update had left. */
export function settledText(operation: SettledOperation): string {
  const { outcome, id = "" } = operation;
  const ends: Record<SettledOperation["outcome"], string> = {
    recorded: `was made (${id}), and the state knows it now`,
    refreshed: "may have happened: the state is compared with what exists",
    surplus: `was made (${id}) beside its predecessor, which stays; nobody uses it, and the next update deletes it`,
    orphan: `was made (${id}) beside its predecessor; nobody uses it, delete it by hand`,
    forgotten: "did not happen",
    unknown: `nobody here can tell whether it was made${id === "" ? "" : ` (${id})`}: look for it, and delete it by hand`,
  };
  return printable(`${nameOf(operation)}: ${ends[outcome]}`);
}

/** What would become of it: nothing was done yet. */
export function foreseenText(operation: SettledOperation): string {
  const { outcome, id = "" } = operation;
  const ends: Record<SettledOperation["outcome"], string> = {
    recorded: `was made (${id}); the state would be told so`,
    refreshed: "may have happened: the state would be compared with what exists",
    surplus: `was made (${id}) beside its predecessor, which stays; nobody uses it, and it would be deleted`,
    orphan: `was made (${id}) beside its predecessor; nobody uses it, delete it by hand`,
    forgotten: "did not happen; it would be forgotten",
    unknown: `nobody here can tell whether it was made${id === "" ? "" : ` (${id})`}; it would be forgotten: look for it, and delete it by hand`,
  };
  return printable(`${nameOf(operation)}: ${ends[outcome]}`);
}

function nameOf({ operation, type, urn }: SettledOperation): string {
  return `${operation} ${type} ${urn.split("::").at(-1) ?? urn}`;
}
