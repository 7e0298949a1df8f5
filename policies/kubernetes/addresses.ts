import type { Value } from "../model/value.js";
import { showValue } from "../../problems/problem.js";

/** Whether a text is an address to fetch something from, not a path of the file system. */
export function isAddress(text: string): boolean {
  // One letter is a drive: C:\charts.
  return /^[a-z][a-z\d+.-]+:\/\//i.test(text);
}

/** Whether an address names one content: by a commit or a checksum, as a part of its path or as its `ref`. */
export function namesContent(address: string): boolean {
  return /(^|[/@:=-])([\da-f]{40}|[\da-f]{64})(?![\da-z])/i.test(address);
}

/** An address as a message may show it. */
export function showAddress(value: Value): string {
  const text = value.text();
  return value.secret || text === undefined ? value.show() : shortAddress(text);
}

/** An address without what it may carry to log in with; with `git@` nobody logs in. */
export function shortAddress(text: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.:-]*:\/\/)?(.*)$/is.exec(
    text.replace(/([?#]).*$/s, "$1…"),
  )!;
  // A password may have any character, and an address no scheme: token@github.com/org/repo. What comes before a digest
  // is no name of a user.
  const end = rest.replace(/@sha256:.*$/s, "").lastIndexOf("@");
  const user = rest.slice(0, Math.max(end, 0));
  return showValue(user === "" || user === "git" ? `${scheme}${rest}` : `${scheme}…${rest.slice(end)}`);
}
