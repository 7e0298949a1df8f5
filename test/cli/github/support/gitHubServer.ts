import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gitHubFrom, type GitHub } from "../../../../cli/github/gitHub.js";

export interface Text {
  id: number;
  number: number;
  title?: string;
  body: string;
  user: { login: string; type: "Bot" | "User" } | null;
  html_url: string;
  state?: string;
  labels?: string[];
  pull_request?: object;
}

/** What the stand-in has, what it was asked, and what it answers instead of the truth. */
export interface GitHubServer {
  readonly github: GitHub;
  /** Comments by issue. */
  readonly comments: Map<number, Text[]>;
  readonly issues: Text[];
  /** `METHOD /path?query`, without what is asked about the login. */
  readonly asked: string[];
  /** Milliseconds that were waited. */
  readonly waits: number[];
  /** Answers that come first, each once, to requests that the text begins like. */
  readonly faults: { request: string; status: number; headers?: Record<string, string>; body?: object }[];
  viewer: string;
  readonly close: () => Promise<void>;
}

export const bot = { login: "github-actions[bot]", type: "Bot" } as const;
export const token = "ghs_neverToBeShown";

/** GitHub's API, as far as comments and issues go, on this machine. Without GITHUB_TOKEN's right it answers 401. */
export async function gitHubServer(): Promise<GitHubServer> {
  const state = {
    comments: new Map<number, Text[]>(),
    issues: [] as Text[],
    asked: [] as string[],
    waits: [] as number[],
    faults: [] as GitHubServer["faults"],
    viewer: "github-actions[bot]",
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, headers = {}, body }) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // As GitHub Enterprise Server has it: a path before every path, and GraphQL elsewhere.
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", address);
    const sent = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Partial<Text> & {
      body?: string;
    };
    const said = `${request.method} ${url.pathname}${url.search}`;
    if (url.pathname !== "/api/graphql") state.asked.push(said);
    const fault = state.faults.findIndex(({ request: begin }) => said.startsWith(begin));
    if (fault !== -1) {
      const [{ status, headers, body = { message: "an answer of the stand-in's" } }] = state.faults.splice(
        fault,
        1,
      ) as [GitHubServer["faults"][number]];
      return { status, headers, body };
    }
    if (request.headers.authorization !== `token ${token}`)
      return { status: 401, body: { message: "Bad credentials" } };
    if (url.pathname === "/api/graphql")
      return { status: 200, body: { data: { viewer: { login: state.viewer } } } };
    return routed(request.method ?? "", url, sent);
  }

  function routed(method: string, url: URL, sent: Partial<Text>): Answer {
    if (sent.body !== undefined && sent.body.length > 65_536)
      return { status: 422, body: { message: "Validation Failed: body is too long" } };
    const [, kind, number, sub] =
      /^\/api\/v3\/repos\/acme\/basalt\/(issues\/comments|issues)(?:\/(\d+)(?:\/(comments))?)?$/.exec(
        url.pathname,
      ) ?? [];
    const notFound = { status: 404, body: { message: "Not Found" } };
    const made = (text: Partial<Text>): Text => ({
      id: 1000 + state.asked.length,
      number: 1000 + state.asked.length,
      body: "",
      user: bot,
      html_url: `${address}/${1000 + state.asked.length}`,
      ...text,
    });
    if (kind === "issues/comments" && method === "PATCH") {
      const comment = [...state.comments.values()].flat().find(({ id }) => id === Number(number));
      return comment ? { status: 200, body: Object.assign(comment, sent) } : notFound;
    }
    if (kind === "issues" && sub === "comments") {
      const comments = state.comments.get(Number(number));
      if (!comments) return notFound;
      if (method === "GET") return page(url, comments);
      const comment = made(sent);
      comments.push(comment);
      return { status: 201, body: comment };
    }
    if (kind === "issues" && number !== undefined && method === "PATCH") {
      const issue = state.issues.find((each) => each.number === Number(number));
      return issue ? { status: 200, body: Object.assign(issue, sent) } : notFound;
    }
    if (kind !== "issues" || number !== undefined) return notFound;
    if (method === "GET")
      return page(
        url,
        state.issues.filter((each) => (each.state ?? "open") === url.searchParams.get("state")),
      );
    const issue = made(sent);
    state.issues.push(issue);
    state.comments.set(issue.number, []);
    return { status: 201, body: issue };
  }

  const env = {
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: "acme/basalt",
    GITHUB_API_URL: `${address}/api/v3`,
  };
  return Object.assign(state, {
    github: gitHubFrom(env, {
      wait: (milliseconds) => {
        state.waits.push(milliseconds);
        return Promise.resolve();
      },
    }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  });
}

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** Ten a page, however many are asked for, so that a test needs few. */
function page(url: URL, all: readonly Text[]): Answer {
  const at = Number(url.searchParams.get("page") ?? "1");
  const next = new URL(url);
  next.searchParams.set("page", String(at + 1));
  return {
    status: 200,
    body: all.slice((at - 1) * 10, at * 10),
    ...(all.length > at * 10 ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
  };
}
