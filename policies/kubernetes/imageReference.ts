/** Where images are. */
export interface ImageName {
  /** Host and maybe port, in lower case: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path in the registry: `library/nginx`. */
  readonly repository: string;
}

/** What a reference to an image says. */
export interface ImageReference extends ImageName {
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits, or whatever stands behind the `@`. */
  readonly digest?: string;
}

/**
 * Reads a reference as container runtimes do, Docker Hub's short names in full.
 * https://github.com/distribution/reference/blob/main/normalize.go
 *
 * @returns undefined for a text that is no reference
 */
export function readImageReference(text: string): ImageReference | undefined {
  const match = /^([^\s@*]+?)(?::(\w[\w.-]{0,127}))?(?:@(\S+))?$/.exec(text);
  if (!match) return undefined;
  const [, name = "", tag, digest] = match;
  // A host alone is no image: what has no slash is one of Docker Hub's own.
  const place = readImageName(name.includes("/") ? name : `docker.io/${name}`);
  if (!place?.repository) return undefined;
  const { registry, repository } = place;
  return {
    registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The registry and the repository of a name, which may be a part of one: `docker.io`, `quay.io/tigera`. */
export function readImageName(name: string): ImageName | undefined {
  const [first = "", ...rest] = name.split("/");
  // What looks like a host is one; everything else is on Docker Hub.
  const isHost = /[.:*]|^localhost$/.test(first) || first !== first.toLowerCase();
  const registry = isHost ? first.toLowerCase() : "docker.io";
  const path = isHost ? rest : [first, ...rest];
  // https://github.com/distribution/reference/blob/main/regexp.go; capitals are left to who pulls, and * to who allows.
  if (path.some((segment) => !/^(\*|[a-z\d]+((\.|__?|-+)[a-z\d]+)*)$/i.test(segment))) return undefined;
  return { registry: registry === "index.docker.io" ? "docker.io" : registry, repository: path.join("/") };
}

/** Whether a digest names one content for ever. */
export function isDigest(text: string | undefined): boolean {
  return text !== undefined && /^sha256:[0-9a-f]{64}$/.test(text);
}
