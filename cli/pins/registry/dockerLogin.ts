import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** The part of Docker's configuration that is read here; credential helpers, which are programs, are not run. */
const configuration = z.object({
  auths: z.record(z.string(), z.object({ auth: z.string().optional() })).optional(),
});

/**
 * What `docker login` has kept for a registry, as the value of a Basic Authorization header; undefined where nobody is
 * logged in. Never told to anybody but that registry and the token service that it names.
 */
export function dockerLogin(
  registry: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const folder = env["DOCKER_CONFIG"] ?? join(env["HOME"] ?? homedir(), ".docker");
  let auths: z.output<typeof configuration>["auths"];
  try {
    const read = configuration.safeParse(JSON.parse(readFileSync(join(folder, "config.json"), "utf8")));
    auths = read.data?.auths;
  } catch {
    // Not there, or not readable: nobody is logged in.
  }
  const names =
    registry === "docker.io"
      ? ["https://index.docker.io/v1/", "docker.io"]
      : [registry, `https://${registry}`, `https://${registry}/v2/`];
  // Anything else cannot stand in a header, and would be told by the error about it.
  const auth = names
    .map((name) => auths?.[name]?.auth)
    .find((each) => each !== undefined && /^[A-Za-z0-9+/=_-]+$/.test(each));
  return auth === undefined ? undefined : `Basic ${auth}`;
}
