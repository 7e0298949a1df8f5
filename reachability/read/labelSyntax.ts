/*
 * What may be a label, as the API server checks it. Lengths come first, so that no expression meets a long text.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */

const part = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What a message says of a label's key. */
export const labelKeySyntax =
  'at most 63 letters, digits, "-", "_" and "." with a letter or digit at both ends, after an optional DNS name and "/"';

/** What a message says of a label's value. */
export const labelValueSyntax =
  'at most 63 letters, digits, "-", "_" and "." with a letter or digit at both ends, or an empty text';

/** What a message says of most objects' names. */
export const subdomainSyntax =
  'at most 253 lower-case letters, digits, "-" and ".", each part between dots with a letter or digit at both ends';

/** What a message says of a namespace's name. */
export const dnsLabelSyntax =
  'at most 63 lower-case letters, digits and "-" with a letter or digit at both ends';

/** Whether a text can be a label's key. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const name = slash < 0 ? key : key.slice(slash + 1);
  return name.length <= 63 && part.test(name) && (slash < 0 || isSubdomain(key.slice(0, slash)));
}

/** Whether a text can be a label's value. */
export function isLabelValue(value: string): boolean {
  return value === "" || (value.length <= 63 && part.test(value));
}

/** Whether a text is a lower-case DNS name (RFC 1123), as most objects' names are. */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/** Whether a text is one part of such a name, as namespaces' names are. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}
