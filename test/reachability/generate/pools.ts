import fc from "fast-check";

/** Names that sort before and after `default`, so that ties between policies of all kinds fall both ways. */
export const namespaceNames = ["alpha", "shop", "zeta"] as const;
export const serviceAccountNames = ["default", "robot", "clerk"] as const;
export const portNames = ["http", "dns", "metrics"] as const;

/** Few keys and values, so that selectors hit. */
export const podLabels = { app: ["web", "db", "Web"], tier: ["a", "b"] } as const;
export const namespaceLabels = { env: ["prod", "dev"], team: ["x", "y"] } as const;
export const accountLabels = { role: ["reader", "writer"] } as const;
export const setLabels = { app: ["web", "partner"], zone: ["near", "far"] } as const;

export type LabelPool = Readonly<Record<string, readonly string[]>>;

/** Ports at which something begins or ends. */
export const anyPort = fc.constantFrom(1, 53, 80, 443, 8080, 65_535);

/** CIDRs as policies write them; those of pods also cut the pod network in the middle. */
export const cidrs = {
  v4: [
    "0.0.0.0/0",
    "10.0.0.0/8",
    "10.244.0.0/16",
    "10.244.0.0/24",
    "10.244.0.8/29",
    "10.244.1.11/32",
    "192.168.0.0/16",
    "203.0.113.0/24",
    "203.0.113.128/25",
    "203.0.113.7/32",
  ],
  v6: ["::/0", "fd00:10:244::/64", "fd00:10:244::8/125", "2001:db8::/32", "2001:db8::7/128"],
} as const;

/** Where the generated pods and nodes have their addresses. */
export const podCidr = "10.244.0.0/16";
export const nodeCidr = "192.168.0.0/24";

export type Family = keyof typeof cidrs;

/** Labels of some of the keys of a pool. */
export function anyLabels(pool: LabelPool): fc.Arbitrary<Record<string, string>> {
  const entries = Object.fromEntries(
    Object.entries(pool).map(([key, values]) => [key, fc.constantFrom(...values)]),
  );
  return fc.record(entries, { requiredKeys: [] }).map((labels) => ({ ...labels }) as Record<string, string>);
}

/** A key of a pool, now and then one that nothing has. */
export function anyKey(pool: LabelPool): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Object.keys(pool)) },
    { weight: 1, arbitrary: fc.constant("nobody") },
  );
}

/** A value of any key of a pool. */
export function anyValue(pool: LabelPool): fc.Arbitrary<string> {
  return fc.constantFrom(...new Set(Object.values(pool).flat()));
}

/** An object in which every field may be absent. */
export function anyOf<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<
  Partial<T>
> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

/** Rare, where a feature on every second object would leave little allowed. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** The object without its undefined fields, as it would be read from a file. */
export function written<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}
