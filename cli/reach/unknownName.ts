import { isNearly } from "../../config/isNearly.js";
import { showValue } from "../../problems/problem.js";

/** How many names a message lists. */
const mostListed = 10;

/** What is wrong with a name that nothing has: names that it nearly is, else what there is. */
export function unknownName(option: string, name: string, known: readonly string[]): string {
  const near = known.filter((each) => isNearly(name, each) || isNearly(name, afterSlash(each)));
  const listed = near.length > 0 ? near : known;
  const shown = listed.slice(0, mostListed).map((each) => showValue(each));
  const more = listed.length - shown.length;
  const allowed = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return `${option}: found ${showValue(name)}; ${near.length > 0 ? "did you mean" : "allowed:"} ${allowed || "nothing, as nothing was read"}${near.length > 0 ? "?" : ""}`;
}

function afterSlash(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}
