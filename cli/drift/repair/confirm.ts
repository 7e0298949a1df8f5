import { UsageError, type Io } from "../../io.js";

/**
 * Asks, and goes on by the word alone.
 *
 * @throws UsageError where the answer is another, and where nobody is there
 */
export async function confirm(question: string, io: Pick<Io, "ask">): Promise<void> {
  const answer = await io.ask(`${question} Only "yes" does: `);
  if (answer === undefined)
    throw new UsageError("nobody is there to confirm it; allowed: --yes, after the report was read");
  if (answer.trim() !== "yes") throw new UsageError("not confirmed");
}
