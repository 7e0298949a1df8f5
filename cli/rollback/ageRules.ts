import { rules } from "../../policies/index.js";

/** Rules that ask how old something is: what is returned to is older by nature. */
export const ageRules: readonly string[] = rules
  .filter(({ tags = [] }) => tags.includes("age"))
  .map(({ name }) => name);
