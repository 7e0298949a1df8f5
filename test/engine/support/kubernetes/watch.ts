import type { ServerResponse } from "node:http";
import { served } from "./api.js";
import { apiVersionOf, type Kind } from "./kinds.js";
import type { KubernetesObject, WatchEvent } from "./objects.js";
import { selection } from "./selectors.js";
import type { Change, Store } from "./store.js";

/** Serves a watch until the client leaves: first what is there if it asked for that, then every change. */
export function serveWatch(
  store: Store,
  kind: Kind,
  namespace: string | undefined,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const isSelected = selection(query);
  const concerns = (object: KubernetesObject) =>
    (namespace === undefined || object.metadata.namespace === namespace) && isSelected(object);
  const send = (type: WatchEvent["type"] | "BOOKMARK", object: object) =>
    response.write(`${JSON.stringify({ type, object })}\n`);
  const tell = ({ event, kind: of, before }: Change) => {
    if (of.group !== kind.group || of.plural !== kind.plural) return;
    const [was, is] = [before !== undefined && concerns(before), concerns(event.object)];
    // What leaves the selection is deleted to those who watch it, what enters it is added.
    const type = !was ? "ADDED" : is ? event.type : "DELETED";
    if ((was || is) && !(event.type === "DELETED" && !was)) send(type, served(kind, event.object));
  };

  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const since = query.get("resourceVersion") ?? "";
  const wantsAll = query.get("sendInitialEvents") === "true";
  if (wantsAll || since === "" || since === "0")
    for (const object of store.list(kind, namespace))
      if (concerns(object)) send("ADDED", served(kind, object));
  if (!wantsAll && since !== "" && since !== "0")
    for (const change of store.changes) if (change.version > Number(since)) tell(change);
  if (wantsAll)
    send("BOOKMARK", {
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      metadata: {
        resourceVersion: String(store.version),
        annotations: { "k8s.io/initial-events-end": "true" },
      },
    });
  const stop = store.subscribe(tell);
  const seconds = Number(query.get("timeoutSeconds") ?? 0);
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined;
  response.on("close", () => {
    stop();
    clearTimeout(timer);
  });
}
