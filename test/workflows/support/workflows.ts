import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The repository's folder. */
export const root = join(__dirname, "../../..");

/** One step of a job or of an action. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** One job. */
export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly "runs-on"?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: {
    readonly group: string;
    readonly "cancel-in-progress": unknown;
    readonly queue?: "single" | "max";
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** A workflow, or an action of this repository's own, which has no jobs. */
export interface Workflow {
  /** Below `.github`. */
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
  /** Of an action. */
  readonly steps: readonly Step[];
}

function read(file: string): Workflow {
  const text = readFileSync(join(root, ".github", file), "utf8");
  const {
    jobs = {},
    runs,
    ...rest
  } = parse(text) as Partial<Workflow> & {
    runs?: { steps: readonly Step[] };
  };
  return { ...rest, file, text, on: rest.on ?? {}, jobs, steps: runs?.steps ?? [] };
}

/** Every workflow. */
export const workflows = readdirSync(join(root, ".github/workflows")).map((name) =>
  read(`workflows/${name}`),
);

/** Every action of this repository's own. */
export const actions = readdirSync(join(root, ".github/actions")).map((name) =>
  read(`actions/${name}/action.yml`),
);

/** Every step of a workflow or an action, with its job's name. */
export function stepsOf({ jobs, steps }: Workflow): { readonly job: string; readonly step: Step }[] {
  return [
    ...Object.entries(jobs).flatMap(([job, own]) => own.steps.map((step) => ({ job, step }))),
    ...steps.map((step) => ({ job: "", step })),
  ];
}

/** The step that is called so, of a file below `.github`. */
export function findStep(file: string, name: string, job = ""): Step {
  const found = [...workflows, ...actions]
    .filter((each) => each.file === file)
    .flatMap(stepsOf)
    .filter(({ step, job: own }) => step.name === name && (job === "" || own === job));
  if (found.length !== 1)
    throw new Error(`${file}: ${found.length} steps are called ${JSON.stringify(name)}`);
  return found[0]!.step;
}
