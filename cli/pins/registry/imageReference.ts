/** An image as the declaration names it: `registry/repository[:tag]@sha256:…`. */
export interface ImageReference {
  /** Host, and port where it has one. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest: string;
}

/** The parts of an image that the declaration's schema has accepted. */
export function parseImage(image: string): ImageReference {
  const [, registry, repository, tag, digest] = /^([^/]+)\/([^:@]+)(?::([^@]+))?@(.+)$/.exec(image)!;
  return { registry: registry!, repository: repository!, tag, digest: digest! };
}

/** The opposite of {@link parseImage}. */
export function imageText({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? "" : `:${tag}`}@${digest}`;
}
