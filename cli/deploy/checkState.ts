import { z } from "zod";
import { engineFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { UsageError } from "../io.js";
import type { Check } from "./check.js";

const pending = z.object({
  deployment: z.object({
    pending_operations: z
      .array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) }))
      .nullish(),
  }),
});

/**
 * What a killed update left in the state. The engine only warns of a creation that it began and whose end it never saw,
 * and creates once more; the first one would be nobody's.
 */
export async function checkState(stack: Pick<EngineStack, "name" | "exportStack">): Promise<Check> {
  const state = await stack.exportStack().catch((error: unknown) => {
    throw engineFailure(error, stack.name);
  });
  const read = pending.safeParse(state);
  if (!read.success) throw new UsageError(`stack ${stack.name}: its state has a form that nobody knows`);
  const operations = read.data.deployment.pending_operations ?? [];
  if (operations.length === 0) return { name: "state", status: "ok", found: "no update was left unfinished" };
  const [first] = operations;
  return {
    name: "state",
    status: "failed",
    found: `an update was killed while it was ${first!.type} ${first!.resource.urn.split("::").at(-1)!}${operations.length === 1 ? "" : ` and ${operations.length - 1} more`}`,
    todo: `run \`basalt rollback --stack ${stack.name} --to VERSION --resume\`, which settles what was begun`,
  };
}
