const millisecondsOfDay = 86_400_000;

/** A point in time as its day in UTC, YYYY-MM-DD; undefined of none, and of those that builds which hide their time have. */
export function dayOf(time: Date | string | undefined): string | undefined {
  const date = typeof time === "string" ? new Date(time) : time;
  // Reproducible builds say the beginning of 1970, or of 1980, or the year 1.
  if (!date || Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1980) return undefined;
  return date.toISOString().slice(0, 10);
}

/** Whole days from a day (YYYY-MM-DD) to a point in time; never negative. */
export function daysSince(day: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(day)) / millisecondsOfDay));
}
