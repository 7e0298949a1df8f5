import type { EngineRun } from "../engine/engineRun.js";
import type { PinChange } from "./report.js";

/** What runs, by the name of its pin. */
export type Pins = Readonly<Record<string, string>>;

/** Both versions' pins; undefined where nobody tells them. */
export interface PinVersions {
  readonly before?: Pins;
  readonly after?: Pins;
}

/** When each value was first pinned, as far as anybody knows. */
export type FirstDays = ReadonlyMap<string, Date>;

const day = 24 * 60 * 60 * 1000;

/** The stack's output `pins` before and after a run. */
export function pinVersions({ steps }: Pick<EngineRun, "steps">): PinVersions {
  const stack = steps.find(({ type }) => type === "pulumi:pulumi:Stack");
  const before = pinsIn(stack?.old?.outputs);
  const after = pinsIn(stack?.new?.outputs);
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

function pinsIn(outputs: Readonly<Record<string, unknown>> | undefined): Pins | undefined {
  const pins = outputs?.["pins"];
  if (typeof pins !== "object" || pins === null || Array.isArray(pins)) return undefined;
  const texts = Object.entries(pins).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** What runs in another version than before, by name. Of a version that nobody tells, nothing is said. */
export function changedPins({ before, after }: PinVersions): Pick<PinChange, "name" | "from" | "to">[] {
  if (!after) return [];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const from = valueOf(before, name);
    const to = valueOf(after, name);
    if (from === to) return [];
    return [{ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function valueOf(pins: Pins | undefined, name: string): string | undefined {
  return pins && Object.hasOwn(pins, name) ? pins[name] : undefined;
}

/** Changed pins with how old each value is. */
export function pinChanges(versions: PinVersions, first: FirstDays, today: Date): PinChange[] {
  return changedPins(versions).map(({ name, from, to }) => {
    const fromAgeDays = ageOf(from, first, today);
    const toAgeDays = ageOf(to, first, today);
    return {
      name,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(fromAgeDays === undefined ? {} : { fromAgeDays }),
      ...(toAgeDays === undefined ? {} : { toAgeDays }),
    };
  });
}

function ageOf(value: string | undefined, first: FirstDays, today: Date): number | undefined {
  if (value === undefined) return undefined;
  const since = dayInName(value) ?? first.get(value);
  return since === undefined ? undefined : Math.max(0, Math.floor((today.getTime() - since.getTime()) / day));
}

/** The day that a release's own name ends with, as those of Amazon Linux do: `1.35.2-20260415`. */
export function dayInName(value: string): Date | undefined {
  const [, year, month, date] = /-(20\d\d)(\d\d)(\d\d)$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const found = new Date(`${year}-${month!}-${date!}T00:00:00Z`);
  return Number.isNaN(found.getTime()) ? undefined : found;
}
