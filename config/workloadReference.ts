/** A workload as a file names it: `name`, or `namespace/name`. */
interface WorkloadReference {
  readonly namespace: string;
  readonly name: string;
}

/** Reads `name` or `namespace/name`; a name alone is one of `namespace`. */
export function parseReference(reference: string, namespace: string): WorkloadReference {
  const [name, owner = namespace] = reference.split("/").reverse() as [string, string?];
  return { namespace: owner, name };
}
