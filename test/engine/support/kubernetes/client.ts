import { setMaxListeners } from "node:events";
import { Agent, request as send, type RequestOptions } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import type { WatchEvent } from "./objects.js";

/** Where a server is, and how to prove who asks. */
export interface Address {
  readonly port: number;
  readonly token: string;
  /** PEM. */
  readonly certificate: string;
}

/** What a server answered: parsed JSON, or the text if it is none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Talks to an API server as an administrator. */
export interface Client {
  /** The content type defaults to JSON, of a PATCH to a merge patch. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /**
   * Tells of every change under a path such as `/api/v1/pods`, what is there already first. Resolves when the server
   * watches, or has said that it does not know the kind, which is then asked for again until it does.
   */
  watch(path: string, listener: (event: WatchEvent) => void): Promise<void>;
  /** Ends all watches. */
  close(): void;
}

/** Pause before a watch that has ended is opened again. */
const retryMilliseconds = 100;

/** Connects to a server on this machine. */
export function connect({ port, token, certificate }: Address): Client {
  // Whoever keeps a connection may find it closed just when it is used, and not know whether the server heard him: what
  // changes something gets one of its own. https://nodejs.org/docs/latest-v20.x/api/http.html#requestreusedsocket
  const kept = new Agent({ keepAlive: true, ca: certificate });
  const fresh = new Agent({ ca: certificate });
  const closing = new AbortController();
  // One for each watch.
  setMaxListeners(0, closing.signal);
  const options = (method: string, path: string): RequestOptions => ({
    host: "127.0.0.1",
    port,
    method,
    path,
    agent: method === "GET" ? kept : fresh,
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
  });

  function request(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer> {
    const type = contentType ?? (method === "PATCH" ? "application/merge-patch+json" : "application/json");
    return new Promise((resolve, reject) => {
      const outgoing = send(options(method, path), (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
      });
      const text = body === undefined ? "" : JSON.stringify(body);
      if (text !== "") outgoing.setHeader("content-type", type);
      // Without it, Node sends the body of a DELETE as if it were the next request.
      outgoing.setHeader("content-length", Buffer.byteLength(text));
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        const isStale = method === "GET" && outgoing.reusedSocket && error.code === "ECONNRESET";
        if (isStale && !closing.signal.aborted) resolve(request(method, path, body, contentType));
        else reject(error);
      });
      outgoing.end(text);
    });
  }

  /** One connection of a watch; resolves when it ends. */
  function follow(path: string, since: string, opened: () => void, listener: (event: WatchEvent) => void) {
    return new Promise<string>((resolve) => {
      let version = since;
      const query = `watch=true${since === "" ? "" : `&resourceVersion=${since}`}`;
      const take = (line: string) => {
        const event = parsed(line) as WatchEvent | { type: "ERROR" };
        // The server has forgotten the version: begin anew.
        version = event.type === "ERROR" ? "" : event.object.metadata.resourceVersion;
        if (event.type !== "ERROR") listener(event);
      };
      const outgoing = send({ ...options("GET", `${path}?${query}`), signal: closing.signal }, (response) => {
        opened();
        let rest = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          const lines = (rest + part).split("\n");
          rest = lines.pop() ?? "";
          if (response.statusCode === 200) for (const line of lines) take(line);
        });
        const done = () => resolve(response.statusCode === 200 ? version : "");
        response.on("error", done).on("close", done);
      });
      outgoing.on("error", () => resolve(version)).end();
    });
  }

  return {
    request,
    watch(path, listener) {
      return new Promise((resolve) => {
        const followOn = async () => {
          for (let version = ""; !closing.signal.aborted;) {
            version = await follow(path, version, resolve, listener);
            await wait(retryMilliseconds);
          }
          resolve();
        };
        void followOn();
      });
    },
    close() {
      closing.abort();
      kept.destroy();
      fresh.destroy();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
