/** Something outside that a command asked cannot answer: out of reach, busy, forbidden, or without what was asked for. */
export class LookUpError extends Error {
  override readonly name = "LookUpError";
}

/** The answer, or why there is none; a bug stays a bug. */
export async function answered<Answer>(
  question: Promise<Answer>,
): Promise<{ readonly ok: true; readonly value: Answer } | { readonly ok: false; readonly problem: string }> {
  try {
    return { ok: true, value: await question };
  } catch (error) {
    if (error instanceof LookUpError) return { ok: false, problem: error.message };
    throw error;
  }
}
