/** Tells of each value that stands earlier in the list as well. */
export function checkDistinct(
  values: readonly string[],
  report: (index: number, value: string) => void,
): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) report(index, value);
  }
}
