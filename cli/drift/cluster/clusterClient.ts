import { request, type RequestOptions } from "node:https";
import { request as plainRequest } from "node:http";
import type { KubeConfig } from "@kubernetes/client-node";
import { UnreachableError } from "../../../lifecycle/kubernetesApi.js";

/** What an API server answered: the body as JSON, or as text where it is none. */
export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How a PATCH changes an object, by the content type that says so. */
export const patchTypes = {
  apply: "application/apply-patch+yaml",
  json: "application/json-patch+json",
} as const;

/** One API server. Refusals are answers; no answer at all is an {@link UnreachableError}. */
export interface ClusterClient {
  /** @param path with its query, such as `/api/v1/pods?limit=500` */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<ClusterAnswer>;
}

/** Longest that one call may take, in milliseconds. */
const callTimeout = 30_000;

/**
 * A client of what a kubeconfig names, with the official client's credentials, certificates and proxies. Its typed calls
 * are not used: they drop every field that their version does not know, and a field that nobody knows is what drift is.
 */
export function clusterClient(config: KubeConfig): ClusterClient {
  return {
    async request(method, path, body, contentType = "application/json") {
      const server = config.getCurrentCluster()?.server;
      if (server === undefined) throw new UnreachableError("the kubeconfig's context names no cluster");
      const url = new URL(`${server.replace(/\/+$/, "")}${path}`);
      const options: RequestOptions = {
        method,
        timeout: callTimeout,
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": contentType }),
        },
      };
      try {
        await config.applyToHTTPSOptions(options);
        return await send(url, options, body);
      } catch (error) {
        throw new UnreachableError(error instanceof Error ? error.message : String(error), { cause: error });
      }
    },
  };
}

function send(url: URL, options: RequestOptions, body: unknown): Promise<ClusterAnswer> {
  return new Promise((resolve, reject) => {
    const call = (url.protocol === "http:" ? plainRequest : request)(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts).toString("utf8")) });
      });
    });
    call.on("timeout", () => call.destroy(new Error(`no answer in ${callTimeout / 1000} s`)));
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a refusal says, in a line. */
export function refusalText({ status, body }: ClusterAnswer): string {
  const message =
    typeof body === "object" && body !== null && "message" in body ? String(body.message) : String(body);
  const [line = ""] = message.split("\n");
  return `HTTP ${status}${line === "" ? "" : `: ${line}`}`;
}
