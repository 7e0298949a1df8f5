import type { Described } from "./describeDifference.js";
import type { Unproven } from "./unproven.js";

/** Nobody reads more; one wrong policy can open a million pairs. */
const mostDifferences = 2000;

/** Of more names a person learns nothing in passing. */
const mostNames = 3;

/** Findings that differ in their sources only, told once. */
export class Groups {
  private readonly sources = new Map<string, { readonly described: Described; readonly from: string[] }>();
  private count = 0;

  /** @param more what is told where there are too many */
  constructor(private readonly more: "more-differences" | "more-broken-assertions") {}

  /** Adds one; answers whether more are wanted. */
  add(describe: () => Described): boolean {
    this.count += 1;
    if (this.count > mostDifferences) return false;
    const described = describe();
    const key = `${described.check}\n${described.before}\n${described.after}`;
    const same = this.sources.get(key);
    if (same) same.from.push(described.from);
    else this.sources.set(key, { described, from: [described.from] });
    return true;
  }

  /** In the order in which they were found. */
  findings(): Unproven[] {
    const found = [...this.sources.values()].map(({ described: { check, before, after, allowed }, from }) => {
      const more = from.length - mostNames;
      const names = from.slice(0, mostNames).join(", ");
      return { check, text: `${before}${names}${more > 0 ? ` and ${more} more` : ""}${after}`, allowed };
    });
    if (this.count <= mostDifferences) return found;
    return [...found, { check: this.more, text: "and more like these; the comparison stopped here" }];
  }
}
