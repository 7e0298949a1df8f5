/**
 * The steps of a path as the engine writes it: `spec.containers[0].env["a.b"]`.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/property_path.go
 */
export function pathSteps(path: string): (string | number)[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => {
      if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
      return index === undefined ? (name ?? "") : Number(index);
    },
  );
}
