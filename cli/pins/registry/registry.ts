import { z } from "zod";
import { LookUpError } from "../../lookUpError.js";
import { ask, bytesOf, type Http, type Question } from "../http.js";
import { isLoopback } from "../loopback.js";
import { parseChallenge, type Challenge } from "./challenge.js";

/** A registry of images, by the API of the OCI (https://github.com/opencontainers/distribution-spec/blob/main/spec.md). */
export interface RegistryAccess {
  readonly http: Http;
  /** The Basic Authorization header of a login, or undefined; see dockerLogin. */
  readonly login: (registry: string) => string | undefined;
}

const maxTokenBytes = 1 << 20;

/** What cannot stand in a header would be told by the error about it. */
const tokenText = z.string().regex(/^[\x21-\x7e]+$/);
const tokenAnswer = z.object({ token: tokenText.optional(), access_token: tokenText.optional() });

/** One repository of a registry; keeps the token that it was given. */
export class Repository {
  private authorization: string | undefined;
  private readonly origin: string;
  /** Docker Hub answers elsewhere than its images are named. */
  private readonly path: string;

  constructor(
    private readonly access: RegistryAccess,
    /** Host, and port where it has one. */
    private readonly registry: string,
    private readonly name: string,
  ) {
    const hub = registry === "docker.io";
    this.origin = hub ? "https://registry-1.docker.io" : originOf(registry);
    this.path = hub && !name.includes("/") ? `library/${name}` : name;
  }

  /** The repository as images name it. */
  get label(): string {
    return `${this.registry}/${this.name}`;
  }

  /** Address of something in the repository. */
  address(path: string): string {
    return `${this.origin}/v2/${this.path}/${path}`;
  }

  /**
   * Asks for something of the repository, logging in where that is wanted.
   *
   * @param address as {@link address} gives it, or another page of the same registry
   * @returns the answer; undefined where the registry has no such thing
   * @throws LookUpError that names the repository and what to do
   */
  async ask(address: string, question: Question = {}): Promise<Response | undefined> {
    if (new URL(address).origin !== this.origin)
      throw new LookUpError(`${this.label}: its registry leads to ${new URL(address).origin}; not followed`);
    let response = await this.attempt(address, question);
    if (response.status === 401) {
      await response.body?.cancel();
      this.authorization = await this.authorize(
        parseChallenge(response.headers.get("www-authenticate")),
        question.deadline,
      );
      response = await this.attempt(address, question);
    }
    if (response.ok) return response;
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw response.status === 401 || response.status === 403
      ? this.denied(`HTTP status ${response.status}`)
      : new LookUpError(`${this.label}: its registry answered HTTP status ${response.status}`);
  }

  private attempt(address: string, { headers, ...question }: Question): Promise<Response> {
    const { authorization } = this;
    return ask(this.access.http, address, {
      ...question,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    });
  }

  private async authorize(challenge: Challenge | undefined, deadline?: AbortSignal): Promise<string> {
    const login = this.access.login(this.registry);
    if (challenge?.scheme === "basic" && login !== undefined) return login;
    if (challenge?.scheme !== "bearer") throw this.denied("it wants a login");
    if (!URL.canParse(challenge.realm)) throw this.denied("its token service has no address");
    const address = new URL(challenge.realm);
    // A login must not leave this machine in plain text.
    if (address.protocol !== "https:" && !isLoopback(address.hostname))
      throw new LookUpError(`${this.label}: its token service ${address.origin} is not asked, it has no TLS`);
    if (challenge.service !== undefined) address.searchParams.set("service", challenge.service);
    address.searchParams.set("scope", challenge.scope ?? `repository:${this.path}:pull`);
    const response = await ask(this.access.http, address.href, {
      headers: login === undefined ? {} : { authorization: login },
      deadline,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw this.denied(`its token service answered HTTP status ${response.status}`);
    }
    const parsed = tokenAnswer.safeParse(
      readJson(await bytesOf(response, address.origin, maxTokenBytes), address.origin),
    );
    const token = parsed.data?.token ?? parsed.data?.access_token;
    if (token === undefined) throw this.denied("its token service gave no token");
    return `Bearer ${token}`;
  }

  private denied(why: string): LookUpError {
    return new LookUpError(
      `${this.label}: not there, or not for everybody (${why}); \`docker login ${this.registry}\` lets basalt in, or leave it out by --only`,
    );
  }
}

/** As Docker does: only a registry on this machine may do without TLS. */
function originOf(registry: string): string {
  return `${isLoopback(registry.replace(/:\d+$/, "")) ? "http" : "https"}://${registry}`;
}

/** The JSON that somebody answered. */
export function readJson(bytes: Uint8Array, address: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new LookUpError(`${address}: answered no JSON`);
  }
}
