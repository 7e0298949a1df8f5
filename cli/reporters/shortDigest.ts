/** Digests are for machines; a person compares their beginnings. `--json` has them whole. */
export function shortDigest(text: string): string {
  return text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/, "$1…");
}
