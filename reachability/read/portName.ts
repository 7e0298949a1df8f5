/** What a message says of a port's name. */
export const portNameSyntax =
  'at most 15 lower-case letters, digits and single "-", with at least one letter and no "-" at an end';

/** Whether a text can name a container's port (IANA service name, RFC 6335 section 5.1, in lower case). */
export function isPortName(name: string): boolean {
  return name.length <= 15 && /^(?!.*--)(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name);
}
