import type { ConnectionAnswer, ConnectionQuestion } from "./askConnection.js";
import type { Suggestion } from "./connectionReport.js";
import type { Input } from "./input.js";
import { suggestPolicies } from "./suggestPolicies.js";

/** The smallest change that would allow what is not: tried before it is told. */
export async function suggest(
  input: Input,
  question: ConnectionQuestion,
  answer: ConnectionAnswer,
): Promise<Suggestion> {
  const none = (remark: string): Suggestion => ({ changes: [], remarks: [remark], verified: false });
  if (answer.asked.length === 0)
    return none("Nothing gets through at all: --port says what is to be opened.");
  if (answer.asked.some(({ packet }) => packet.port === undefined))
    return none(
      "No NetworkPolicy can open ICMP alone; a Calico NetworkPolicy can, with protocol: ICMP and an order below 1000.",
    );
  if (answer.asked.length > mostPairs) return none("Too many pairs for one change: ask about one of them.");
  if (input.declaration === undefined) return suggestPolicies(input, question, answer);
  // What reads declarations is for stacks alone.
  const { suggestFlows } = await import("./suggestFlows.js");
  return suggestFlows(input, input.declaration, question, answer);
}

/** More pairs than this are no small change. */
const mostPairs = 20;
