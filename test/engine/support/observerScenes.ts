import type { Scene, SceneNamespace } from "./observerStack.js";

/** A shop that calls billing: what the tests of changes change. */
export const base = {
  shop: {
    workloads: {
      web: { image: "app", ports: { http: { port: 8080, service: 80 } }, env: { CART: "cart:7070" } },
      cart: { image: "app", ports: { grpc: 7070 }, env: { STORE: "redis:6379" } },
      redis: { image: "app", kind: "StatefulSet", ports: { redis: 6379 } },
    },
    flows: [
      { from: "web", to: "cart", ports: ["grpc"] },
      { from: "cart", to: "redis" },
      { from: "web", to: "billing/api", ports: ["http"] },
      { from: "internet", to: "web", ports: ["http"], tls: "shop" },
    ],
  },
  billing: {
    workloads: { api: { image: "app", ports: { http: 8080 } } },
    flows: [{ from: "shop/web", to: "api", ports: ["http"] }],
  },
} satisfies Scene;

/** The base with another shop. */
export function withShop(change: Partial<SceneNamespace>): Scene {
  return { ...base, shop: { ...base.shop, ...change } };
}
