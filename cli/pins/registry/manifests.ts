import { createHash } from "node:crypto";
import { z } from "zod";
import { dayOf } from "../days.js";
import { bytesOf } from "../http.js";
import { readJson, type Repository } from "./registry.js";

/** An index first: it is what a tag of an image for several architectures means. */
const mediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const digestForm = /^sha256:[0-9a-f]{64}$/;

/** The specification's own bound for manifests, and enough for an image's configuration. */
const maxBytes = 4 << 20;

/** The digest that a tag stands for; undefined where there is no such tag. */
export async function digestOf(repository: Repository, tag: string): Promise<string | undefined> {
  const address = repository.address(`manifests/${tag}`);
  const headers = { accept: mediaTypes };
  const head = await repository.ask(address, { method: "HEAD", headers });
  const told = head?.headers.get("docker-content-digest");
  if (!head || (told != null && digestForm.test(told))) return told ?? undefined;
  // The header is optional: the digest is that of the bytes.
  const response = await repository.ask(address, { headers });
  if (!response) return undefined;
  return `sha256:${createHash("sha256")
    .update(await bytesOf(response, address, maxBytes))
    .digest("hex")}`;
}

/** When an image was built and where its source is, as it says itself. */
export interface ImageOrigin {
  /** YYYY-MM-DD. */
  readonly released?: string;
  /** An https:// address. */
  readonly source?: string;
}

const manifest = z.object({
  config: z.object({ digest: z.string() }).optional(),
  manifests: z
    .array(
      z.object({
        digest: z.string(),
        platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
      }),
    )
    .optional(),
});

const imageConfiguration = z.object({
  created: z.string().optional(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).optional(),
});

/** What an image's configuration tells of it; of an index, that of its first image for Linux. Nothing where it is silent. */
export async function originOf(repository: Repository, digest: string): Promise<ImageOrigin> {
  let found = manifest.safeParse(await content(repository, `manifests/${digest}`)).data;
  const own = found?.manifests?.find(({ platform }) => platform?.os === "linux");
  if (own) found = manifest.safeParse(await content(repository, `manifests/${own.digest}`)).data;
  if (!found?.config) return {};
  const { data } = imageConfiguration.safeParse(await content(repository, `blobs/${found.config.digest}`));
  const source = data?.config?.Labels?.["org.opencontainers.image.source"];
  return {
    released: dayOf(data?.created),
    ...(source !== undefined && /^https:\/\/[\w./~%+:@-]{1,300}$/.test(source) ? { source } : {}),
  };
}

async function content(repository: Repository, path: string): Promise<unknown> {
  const address = repository.address(path);
  const response = await repository.ask(address, { headers: { accept: mediaTypes } });
  return response && readJson(await bytesOf(response, address, maxBytes), address);
}
