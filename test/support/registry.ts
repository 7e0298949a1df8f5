import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that the registry got. */
export interface RegistryRequest {
  readonly line: string;
  readonly authorization?: string;
}

/** A registry on loopback that speaks the OCI's distribution API and gives tokens, as public ones do. */
export interface TestRegistry {
  /** Host and port, as images name it. */
  readonly host: string;
  readonly requests: RegistryRequest[];
  /** Puts an image for one architecture, or with an index over several; answers the digest of what the tag means. */
  readonly push: (repository: string, tag: string, image?: TestImage) => string;
  /** Answers in the registry's place where it gives a status; call the result to take it back. */
  readonly disturb: (own: (line: string) => Disturbance | undefined) => () => void;
  readonly stop: () => Promise<void>;
}

/** What an image says of itself. */
export interface TestImage {
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Default: an index over amd64 and arm64. */
  readonly architectures?: readonly string[];
}

/** How a registry may be unhelpful. */
export interface Disturbance {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How it differs from a public one. */
export interface RegistryOptions {
  /** Who may pull, as a Basic Authorization header; default: everybody, with a token. */
  readonly login?: string;
  /** Whether it wants the login itself and gives no tokens. */
  readonly basic?: boolean;
  /** Tags a page; default: 2. */
  readonly pageSize?: number;
  /** Whether a HEAD tells the digest. */
  readonly digestHeader?: boolean;
}

const token = "a-token-of-the-test";

/** Starts the registry. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const { login, basic = false, pageSize = 2, digestHeader = true } = options;
  const content = new Map<string, string>();
  const tags = new Map<string, Map<string, string>>();
  const requests: RegistryRequest[] = [];
  const disturbances: ((line: string) => Disturbance | undefined)[] = [];
  const keep = (value: unknown): string => {
    const text = JSON.stringify(value);
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    content.set(digest, text);
    return digest;
  };
  let origin = "";

  const answer = ({ headers, url }: IncomingMessage, line: string): Disturbance => {
    const address = new URL(url ?? "/", origin);
    const { authorization } = headers;
    const disturbance = disturbances.map((own) => own(line)).find((each) => each !== undefined);
    if (disturbance) return disturbance;
    if (address.pathname === "/token")
      return login !== undefined && authorization !== login
        ? { status: 401 }
        : { status: 200, body: JSON.stringify({ token }) };
    const [, repository = "", kind, name = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(address.pathname) ?? [];
    if (authorization !== (basic ? login : `Bearer ${token}`)) {
      const challenge = basic
        ? 'Basic realm="registry"'
        : `Bearer realm="${origin}/token",service="registry.test",scope="repository:${repository}:pull"`;
      return { status: 401, headers: { "www-authenticate": challenge } };
    }
    const own = tags.get(repository);
    if (kind === "tags" && own) return tagPage(repository, own, address.searchParams.get("last") ?? "");
    const digest = own?.get(name) ?? name;
    const body = own && content.get(digest);
    if (body === undefined) return { status: 404 };
    return { status: 200, body, headers: digestHeader ? { "docker-content-digest": digest } : {} };
  };

  const tagPage = (repository: string, own: ReadonlyMap<string, string>, last: string): Disturbance => {
    const all = [...own.keys()].sort();
    const start = all.indexOf(last) + 1;
    const page = all.slice(start, start + pageSize);
    const more = start + pageSize < all.length;
    const next = `</v2/${repository}/tags/list?n=${pageSize}&last=${page.at(-1)!}>; rel="next"`;
    return {
      status: 200,
      headers: more ? { link: next } : {},
      body: JSON.stringify({ name: repository, tags: page }),
    };
  };

  const server = createServer((incoming, outgoing) => {
    const { headers, method = "", url = "" } = incoming;
    const line = `${method} ${url}`;
    const { authorization } = headers;
    requests.push({ line, ...(authorization === undefined ? {} : { authorization }) });
    const { status, headers: own, body = "" } = answer(incoming, line);
    outgoing.writeHead(status, own);
    outgoing.end(method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${host}`;
  return {
    host,
    requests,
    push: (repository, tag, image = {}) => {
      const { created, labels, architectures = ["amd64", "arm64"] } = image;
      const manifests = architectures.map((architecture) => {
        const config = keep({ architecture, os: "linux", created, config: { Labels: labels ?? null }, tag });
        return { digest: keep({ schemaVersion: 2, config: { digest: config } }), architecture };
      });
      const digest =
        manifests.length === 1
          ? manifests[0]!.digest
          : keep({
              schemaVersion: 2,
              // An attestation comes first in some: it is no image.
              manifests: [
                { digest: keep({}), platform: { os: "unknown", architecture: "unknown" } },
                ...manifests.map(({ digest: own, architecture }) => ({
                  digest: own,
                  platform: { os: "linux", architecture },
                })),
              ],
            });
      tags.set(repository, (tags.get(repository) ?? new Map<string, string>()).set(tag, digest));
      return digest;
    },
    disturb: (own) => {
      disturbances.push(own);
      return () => void disturbances.splice(disturbances.indexOf(own), 1);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
