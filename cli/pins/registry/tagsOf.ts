import { z } from "zod";
import { LookUpError } from "../../lookUpError.js";
import { bytesOf } from "../http.js";
import { readJson, type Repository } from "./registry.js";

/** A page of a thousand tags is far shorter. */
const maxPageBytes = 4 << 20;

const maxPages = 200;
const maxTags = 200_000;

/** Longest that listing the tags may take in all, in milliseconds: each page has a timeout, and there may be many. */
const longestListing = 120_000;

/**
 * Every tag of a repository, page by page; undefined where the registry does not list them.
 *
 * @param longest how long it may take in all, in milliseconds
 * @throws LookUpError that says what was found so far where that is not enough
 */
export async function tagsOf(
  repository: Repository,
  longest = longestListing,
): Promise<string[] | undefined> {
  const tags: string[] = [];
  const deadline = AbortSignal.timeout(longest);
  let address: string | undefined = repository.address("tags/list?n=1000");
  let page = 0;
  try {
    for (; address !== undefined; page++) {
      deadline.throwIfAborted();
      if (page === maxPages) throw tooMany(repository);
      const response: Response | undefined = await repository.ask(address, { deadline });
      if (!response) return undefined;
      for (const tag of await tagsIn(response, address)) tags.push(tag);
      if (tags.length > maxTags) throw tooMany(repository);
      address = nextPage(response, address, repository);
    }
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new LookUpError(
      `${repository.label}: its registry did not list all tags within ${longest / 1000} seconds (found ${tags.length} on ${page} pages); try again later, or leave it out by --only`,
      { cause: error },
    );
  }
  return tags;
}

async function tagsIn(response: Response, address: string): Promise<readonly string[]> {
  const parsed = z
    .object({ tags: z.array(z.string()).nullish() })
    .safeParse(readJson(await bytesOf(response, address, maxPageBytes), address));
  if (!parsed.success) throw new LookUpError(`${address}: answered no list of tags`);
  return parsed.data.tags ?? [];
}

/** Where a page says that the list goes on; undefined on the last one. */
function nextPage({ headers }: Response, address: string, { label }: Repository): string | undefined {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get("link") ?? "")?.[1];
  if (next !== undefined && !URL.canParse(next, address))
    throw new LookUpError(`${label}: its registry leads to no address`);
  return next === undefined ? undefined : new URL(next, address).href;
}

function tooMany({ label }: Repository): LookUpError {
  return new LookUpError(`${label}: has too many tags to look through`);
}
