import { LookUpError } from "../lookUpError.js";
import { followed } from "./followed.js";

/** How addresses on the Internet are asked. */
export interface Http {
  readonly fetch: typeof fetch;
  /** Waits so many milliseconds before the next attempt. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** A request of {@link ask}. */
export interface Question {
  readonly method?: "GET" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends it, whatever attempt it is at; default: nothing but an attempt's own timeout does. */
  readonly deadline?: AbortSignal;
}

/** Attempts in all: as many as the AWS SDK makes. */
const attempts = 3;

/** First pause, in milliseconds; the next is twice as long. */
const firstPause = 500;

/** The longest that a server may have us wait, in milliseconds. */
const longestPause = 20_000;

/** Longest that one attempt may take, in milliseconds. */
const attemptTimeout = 30_000;

/**
 * The answer to a request, whatever its status; one that is busy (429, 5xx) or silent is asked again.
 *
 * @throws LookUpError that names the address where none of the attempts got an answer
 */
export async function ask(
  { fetch, wait }: Http,
  address: string,
  { deadline, ...question }: Question = {},
): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt === attempts;
    let pause = firstPause * 2 ** (attempt - 1);
    try {
      const own = AbortSignal.timeout(attemptTimeout);
      const signal = deadline ? AbortSignal.any([own, deadline]) : own;
      const response = await followed(fetch, address, { ...question, signal });
      if (response.status !== 429 && response.status < 500) return response;
      await response.body?.cancel();
      if (last)
        throw new LookUpError(
          `${address}: answered HTTP status ${response.status} ${attempts} times in a row; try again later`,
        );
      pause = Math.max(pause, retryAfter(response));
    } catch (error) {
      if (error instanceof LookUpError) throw error;
      if (last || deadline?.aborted)
        throw new LookUpError(`${address}: cannot be reached (${networkReason(error)})`, { cause: error });
    }
    await wait(Math.min(pause, longestPause));
    if (deadline?.aborted) throw new LookUpError(`${address}: did not answer in time`);
  }
}

/**
 * A body of at most so many bytes.
 *
 * @throws LookUpError of a longer one, or where it ends too early
 */
export async function bytesOf(response: Response, address: string, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    // The type has no iterator, the stream has one.
    for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > maxBytes) throw new LookUpError(`${address}: answered more than ${maxBytes} bytes`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof LookUpError) throw error;
    throw new LookUpError(`${address}: the answer broke off (${networkReason(error)})`, { cause: error });
  }
  return Buffer.concat(parts);
}

/** Seconds that a server asks to wait, in milliseconds; its other form, a date, is not used for such waits. */
function retryAfter({ headers }: Response): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

/** fetch itself only says that it failed. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
