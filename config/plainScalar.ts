/* Plain scalars of YAML: what stands there without quotes. */

/** Dates, which the engine's reader takes for points in time. */
const date = /^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/;

/** Numbers that only it reads as such, or reads as others: octal and binary ones, signed or upper-case prefixes. */
const otherNumber = /^([-+]?0\d+|[-+]?0[bB][01]+|[-+]0[xXoO][\da-fA-F]+|0[XO][\da-fA-F]+)$/;

/** All numbers without underscores. */
const anyNumber = /^[-+]?(0[box][\da-f]+|(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?)$/i;

/** Whether the engine's reader (gopkg.in/yaml.v3, in part YAML 1.1) takes a plain scalar for another value than YAML 1.2. */
export function isReadDifferently(source: string): boolean {
  if (date.test(source) || otherNumber.test(source)) return true;
  return /^[-+.\d]/.test(source) && source.includes("_") && anyNumber.test(source.replaceAll("_", ""));
}
