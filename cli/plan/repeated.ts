/** The second member of each group that shares a key: what stands where only one may. */
export function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const seen = new Map<string, number>();
  return items.filter((item) => {
    const key = keyOf(item);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 2;
  });
}
