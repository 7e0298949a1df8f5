import { LookUpError } from "../lookUpError.js";
import { isLoopback } from "./loopback.js";

/** Registries lead to where they keep their contents, which may lead on once or twice. */
const mostRedirects = 5;

/**
 * The answer at the end of an address's redirects. Followed here and not by fetch, which goes on without TLS, or to a
 * service of this machine or its cloud, wherever somebody else's server leads.
 *
 * @throws LookUpError of a redirect that is not followed
 */
export async function followed(
  fetch: typeof globalThis.fetch,
  address: string,
  request: RequestInit,
): Promise<Response> {
  const first = new URL(address);
  let place = first;
  let headers = new Headers(request.headers);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(place.href, { ...request, headers, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, place.href) ? new URL(location, place.href) : undefined;
    if (!next || !isTrusted(next, first))
      throw new LookUpError(
        `${address}: leads to ${next ? next.origin : "no address"}, which has no TLS; not followed`,
      );
    if (redirects === mostRedirects) throw new LookUpError(`${address}: leads on and on; not followed`);
    if (next.origin !== place.origin) {
      headers = new Headers(headers);
      // A login is for whom it was given to.
      headers.delete("authorization");
    }
    place = next;
  }
}

function isTrusted(next: URL, first: URL): boolean {
  return next.protocol === "https:" || (isLoopback(next.hostname) && isLoopback(first.hostname));
}
