import { printable } from "../../problems/problem.js";

/** A pin for a line of text: digests by their first digits, `none` where there is none. */
export function shortPin(pin: string | undefined): string {
  return pin === undefined ? "none" : printable(pin).replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
}
