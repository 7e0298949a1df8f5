import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../io.js";

/** What Pulumi's messages mean, and what to do. */
const known: readonly { readonly says: RegExp; readonly todo: string }[] = [
  {
    says: /incorrect passphrase/i,
    todo: "the passphrase in PULUMI_CONFIG_PASSPHRASE is not the one that the stack's secrets were encrypted with; give it that one, or rotate it with `pulumi stack change-secrets-provider`",
  },
  {
    says: /passphrase must be set|PULUMI_CONFIG_PASSPHRASE/i,
    todo: "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
  },
  {
    says: /PULUMI_ACCESS_TOKEN|not logged in|pulumi login/i,
    todo: "log in to the backend first: `pulumi login`, or set PULUMI_BACKEND_URL (and PULUMI_ACCESS_TOKEN for Pulumi Cloud)",
  },
];

/**
 * A failure of the engine before it has begun, as a mistake that says what to do; whatever else it is, unchanged.
 *
 * @param stack the stack that was asked for
 */
export function engineFailure(error: unknown, stack: string): unknown {
  if (!(error instanceof CommandError)) return error;
  const text = failureText(error);
  if (error instanceof StackNotFoundError)
    return new UsageError(
      `--stack: found ${JSON.stringify(stack)}, which the backend does not have; allowed: a stack that \`pulumi stack ls\` lists, or make it with \`pulumi stack init ${stack}\``,
      { cause: error },
    );
  if (error instanceof ConcurrentUpdateError)
    return new UsageError(
      `stack ${stack}: another update has it (${text}); wait for its end, or, when whoever holds it is dead, run \`basalt rollback --stack ${stack} --to VERSION --resume\` or \`pulumi cancel\``,
      { cause: error },
    );
  const todo = known.find(({ says }) => says.test(text))?.todo;
  return new UsageError(
    `stack ${stack}: Pulumi could not run: ${text}${todo === undefined ? "" : `\n${todo}`}`,
    {
      cause: error,
    },
  );
}

/** The failure that somebody else has the stack, where an error is that one, or tells of it. */
export function lockFailure(error: unknown): ConcurrentUpdateError | undefined {
  const cause = error instanceof UsageError ? error.cause : error;
  return cause instanceof ConcurrentUpdateError ? cause : undefined;
}

/** What the CLI gave as its errors; the Automation API puts them among everything else that was printed. */
export function failureText(error: Error): string {
  const lines = error.message.split("\n").map((line) => line.trim());
  const begin = lines.findIndex((line) => line.startsWith("error: "));
  const end = lines.findIndex((line, index) => index > begin && (line === "" || line.startsWith("err?:")));
  const said = begin === -1 ? [] : lines.slice(begin, end === -1 ? undefined : end);
  return said.length === 0
    ? "it gave no reason"
    : said.map((line) => line.replace(/^error: /, "")).join("\n");
}
