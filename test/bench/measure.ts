import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

/** The project's folder. */
export const root = resolve(__dirname, "../..");

/** What one run of Node takes. */
export interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs Node once, and takes its time and its largest resident set. Throws unless it ends with one of `codes`. */
export function measure(args: readonly string[], codes: readonly number[] = [0]): Cost {
  const started = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["--require", join(__dirname, "reportMemory.cjs"), ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (result.status === null || !codes.includes(result.status))
    throw new Error(`node ${args.join(" ")} ended with ${String(result.status ?? result.signal)}`);
  return { seconds, megabytes: Number(result.output[3]) / 1024 };
}

/** The middle of several costs, each part by itself. */
export function median(costs: readonly Cost[]): Cost {
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return {
    seconds: middle(costs.map(({ seconds }) => seconds)),
    megabytes: middle(costs.map(({ megabytes }) => megabytes)),
  };
}

/** Prints a cost. */
export function show(label: string, { seconds, megabytes }: Cost): void {
  console.log(
    `${label.padEnd(60)} ${seconds.toFixed(2).padStart(6)} s ${megabytes.toFixed(0).padStart(6)} MB`,
  );
}

/** Prints a figure beside its limit, and fails the command where it is passed. */
export function compare(label: string, value: number, limit: number, unit = "x"): void {
  console.log(
    `${label.padEnd(60)} ${value.toFixed(2).padStart(6)} ${unit.padEnd(4)} (at most ${limit} ${unit})`,
  );
  if (value > limit) process.exitCode = 1;
}
