/** How a registry wants to be asked: by a token of a token service, or by the login itself. */
export type Challenge =
  | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string; readonly scope?: string }
  | { readonly scheme: "basic" };

/**
 * A WWW-Authenticate header; undefined of a scheme that no registry uses.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  const [, scheme = "", rest = ""] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(header ?? "") ?? [];
  if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
  const values = new Map(
    [...rest.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, key, value]) => [key!.toLowerCase(), value!]),
  );
  const realm = values.get("realm");
  if (scheme.toLowerCase() !== "bearer" || realm === undefined) return undefined;
  return { scheme: "bearer", realm, service: values.get("service"), scope: values.get("scope") };
}
