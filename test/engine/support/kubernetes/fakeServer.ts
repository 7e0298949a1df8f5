import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { created } from "./admission.js";
import { answer, type Call } from "./api.js";
import { selfSigned } from "./certificate.js";
import { startControllers } from "./controllers.js";
import { discovery } from "./discovery.js";
import { Failure } from "./failure.js";
import { apiVersionOf, kindNamed } from "./kinds.js";
import type { Server } from "./realServer.js";
import { Store } from "./store.js";
import { serveWatch } from "./watch.js";

const token = "test";

/**
 * Starts a stand-in for an API server and Kubernetes' controllers, all in memory. It knows no schemas: it checks no
 * fields, fills in few defaults, and merges no lists.
 */
export async function startFakeServer(): Promise<Server> {
  const store = new Store();
  const stopControllers = startControllers(store);
  const namespaces = kindNamed("Namespace");
  for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"])
    store.write(
      namespaces,
      created(store, namespaces, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name },
      }),
    );
  const { certificate, key } = selfSigned();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void serve(store, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    token,
    certificate,
    stop: () =>
      new Promise((resolve) => {
        stopControllers();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (code: number, body: object) =>
    response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
  try {
    const body = await text(request);
    const url = new URL(request.url ?? "/", "https://127.0.0.1");
    if (request.headers.authorization !== `Bearer ${token}`)
      throw new Failure(401, "Unauthorized", "Unauthorized");
    if (["/readyz", "/livez", "/healthz"].includes(url.pathname)) return void response.end("ok");
    // Empty, as a document of protocol buffers may be: clients then check nothing against it.
    if (url.pathname === "/openapi/v2") return void response.end();
    const document = discovery(store.kinds(), url.pathname);
    if (document) return void reply(200, document);
    const call = callOf(store, request, url, body);
    if (call.method === "GET" && url.searchParams.has("watch") && url.searchParams.get("watch") !== "false") {
      if (call.name !== undefined) url.searchParams.set("fieldSelector", `metadata.name=${call.name}`);
      serveWatch(store, call.kind, call.namespace, url.searchParams, response);
      return;
    }
    const { code, body: object } = answer(store, call);
    reply(code, object);
  } catch (error) {
    const failure =
      error instanceof Failure ? error : new Failure(500, "InternalError", String((error as Error).stack));
    reply(failure.code, failure.body);
  }
}

function callOf(store: Store, request: IncomingMessage, url: URL, body: string): Call {
  const [root, ...rest] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const groupVersion = rest.splice(0, root === "api" ? 1 : 2).join("/");
  // A namespace is an object and a place: `namespaces/x/status` is its own, `namespaces/x/pods` is in it.
  const inside = rest[0] === "namespaces" && rest.length > 2 && !["status", "finalize"].includes(rest[2]!);
  const namespace = inside ? rest.splice(0, 2)[1] : undefined;
  const [plural, name, subresource] = rest;
  const kind = store.kinds().find((one) => one.plural === plural && apiVersionOf(one) === groupVersion);
  if (kind === undefined)
    throw new Failure(404, "NotFound", "the server could not find the requested resource");
  return {
    method: request.method ?? "GET",
    kind,
    ...{ namespace, name, subresource, body },
    query: url.searchParams,
    contentType: request.headers["content-type"] ?? "",
    userAgent: request.headers["user-agent"] ?? "unknown",
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
