import { UsageError } from "./io.js";

/**
 * A stack's name as an option gives it.
 *
 * @param option the option as messages show it
 * @throws UsageError where it could name a file elsewhere, or none
 */
export function checkStackName(name: string, option = "--stack"): string {
  if (/^[\w.-]{1,100}$/.test(name)) return name;
  throw new UsageError(
    `${option}: found ${JSON.stringify(name)}; allowed: letters, digits, hyphens, underscores and dots`,
  );
}
