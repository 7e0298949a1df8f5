import { printable, shorten } from "../../problems/problem.js";
import { LookUpError } from "../lookUpError.js";

/** What the SDK throws, as far as it is read here. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}

/**
 * Asks AWS one thing.
 *
 * @param action the permission that it needs, such as `ssm:GetParameter`
 * @param notFound names of errors that mean there is no such thing; the answer is then undefined
 * @throws LookUpError that names the action, why it has no answer and what to do
 */
export async function askAws<Answer>(
  action: string,
  question: () => Promise<Answer>,
  notFound: readonly string[] = [],
): Promise<Answer | undefined> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof LookUpError) throw error;
    if (notFound.includes(error.name)) return undefined;
    throw new LookUpError(`${action}: ${reasonOf(error, action)}`, { cause: error });
  }
}

const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const forbidden = /AccessDenied|Unauthorized|NotAuthorized/;
const unknownCaller =
  /UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|AuthFailure/;
const noCredentials = /CredentialsProvider|TokenProvider|CredentialsError/;

function reasonOf(error: SdkError, action: string): string {
  const { name, message, $metadata } = error;
  if (throttled.test(name))
    return `AWS is busy: throttled ${$metadata?.attempts ?? 1} times in a row (${name}); try again later`;
  if (name.includes("Expired")) return `the credentials have expired (${name}); log in again`;
  if (forbidden.test(name)) return `not allowed (${name}); allow ${action} to who runs this`;
  if (unknownCaller.test(name)) return `AWS does not know these credentials (${name}); log in again`;
  if (noCredentials.test(name))
    return "found no AWS credentials; set them in the environment or by a profile";
  const code = networkCode(error);
  if (code !== undefined)
    return `AWS cannot be reached (${code}); check the network and that the region exists`;
  return shorten(printable(`${name}: ${message}`), 300);
}

/** ECONNREFUSED, ENOTFOUND, a timeout: nothing answered. */
function networkCode({ code, name, $metadata }: SdkError): string | undefined {
  if ($metadata?.httpStatusCode !== undefined) return undefined;
  if (name === "TimeoutError") return code ?? name;
  return code !== undefined && /^E[A-Z_]+$/.test(code) ? code : undefined;
}
