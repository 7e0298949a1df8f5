import type { Rule } from "./model/rule.js";
import { noPrivilegedContainer } from "./rules/no-privileged-container.js";

/** Every rule of the pack, by area. */
export const rules: readonly Rule[] = [noPrivilegedContainer];
