import { flag, mapping } from "./fields.js";

/** basalt:deployment: how this stack is deployed. Changes no resource. */
export const deployment = mapping(
  {
    rollbackOnFailure: flag
      .default(false)
      .describe(
        "Whether `basalt deploy` returns to the last commit that was deployed with success when an update fails. Default: false.",
      ),
  },
  "how the stack is deployed",
);
