/** A few names for a message. */
export function listNames(all: readonly string[]): string {
  if (all.length === 0) return "there is none";
  const shown = [...all].sort().slice(0, 20).join(", ");
  return all.length > 20 ? `${shown} and ${all.length - 20} more` : shown;
}
