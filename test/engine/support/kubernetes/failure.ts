/** An answer other than success, in Kubernetes' own shape. */
export class Failure extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: object = {},
  ) {
    super(message);
  }

  /** The object that the server sends. */
  get body(): object {
    const { code, reason, message, details } = this;
    return {
      ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" },
      ...{ code, reason, message, details },
    };
  }
}

/** There is no such object. */
export function notFound({ group, plural }: { group: string; plural: string }, name: string): Failure {
  const message = `${plural}${group === "" ? "" : `.${group}`} "${name}" not found`;
  return new Failure(404, "NotFound", message, { name, group, kind: plural });
}
