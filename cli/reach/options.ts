import { parseCidr, type AddressRange } from "../../reachability/sets/addresses.js";
import { UsageError } from "../io.js";
import { readArguments } from "../options.js";
import { knownCalico, newestCalico } from "../../reachability/read/calicoVersions.js";

/** Formats of the answer. */
export const formats = ["text", "json", "markdown", "mermaid"] as const;

export type Format = (typeof formats)[number];

/** What is asked of whom. */
export interface ReachOptions {
  /** A folder, a file or `-`; undefined with a stack. */
  readonly path?: string;
  readonly stack?: string;
  readonly cwd?: string;
  readonly question: Question;
  readonly format: Format;
  /** Narrows what is told; empty: everything. */
  readonly namespaces: readonly string[];
  readonly workloads: readonly string[];
  readonly staged: boolean;
  /** Minor version of Calico 3; undefined where nobody says. */
  readonly calicoMinor?: number;
  readonly pods: readonly AddressRange[];
  readonly nodes: readonly AddressRange[];
}

export type Question =
  | { readonly kind: "matrix" }
  | {
      readonly kind: "connection";
      readonly from: string;
      readonly to: string;
      readonly port?: string;
      readonly explain: boolean;
    }
  | { readonly kind: "exposure" }
  | { readonly kind: "hygiene" }
  | { readonly kind: "diff"; readonly base: string };

/** Reads the command line. Throws a {@link UsageError} with every mistake. */
export function reachOptions(args: readonly string[]): ReachOptions {
  const { values, argument } = readArguments(
    args,
    {
      stack: { type: "string", value: "NAME" },
      cwd: { type: "string", value: "DIR" },
      from: { type: "string", value: "A" },
      to: { type: "string", value: "B" },
      port: { type: "string", value: "P" },
      explain: { type: "boolean", default: false },
      exposure: { type: "boolean", default: false },
      hygiene: { type: "boolean", default: false },
      diff: { type: "string", value: "BASE" },
      namespace: { type: "string", value: "NAME", multiple: true, default: [] },
      focus: { type: "string", value: "WORKLOAD", multiple: true, default: [] },
      format: { type: "string", value: "FORMAT" },
      json: { type: "boolean", default: false },
      staged: { type: "boolean", default: false },
      calico: { type: "string", value: "VERSION" },
      "pod-cidr": { type: "string", value: "CIDR", multiple: true, default: [] },
      "node-cidr": { type: "string", value: "CIDR", multiple: true, default: [] },
    },
    "DIR|FILE|-",
  );
  const mistakes: string[] = [];
  const format = formatOf(values, mistakes);
  const options: ReachOptions = {
    path: argument,
    stack: values.stack,
    cwd: values.cwd,
    question: questionOf(values, mistakes),
    format,
    namespaces: values.namespace,
    workloads: values.focus,
    staged: values.staged,
    calicoMinor: calicoOf(values.calico, mistakes),
    pods: cidrsOf("pod-cidr", values["pod-cidr"], mistakes),
    nodes: cidrsOf("node-cidr", values["node-cidr"], mistakes),
  };
  checkSource(options, mistakes);
  checkNarrowing(options, mistakes);
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"));
  return options;
}

function checkSource({ path, stack, cwd, question }: ReachOptions, mistakes: string[]): void {
  if (path === undefined && stack === undefined)
    mistakes.push("found nothing to look at; allowed: DIR, FILE, - (standard input), or --stack NAME");
  if (path === "")
    mistakes.push("found an empty text; allowed: DIR, FILE, - (standard input), or --stack NAME");
  if (question.kind === "diff" && question.base === "")
    mistakes.push("--diff: found an empty text; allowed: a folder, a file, or a git revision");
  if (path !== undefined && stack !== undefined)
    mistakes.push(`--stack: found with ${JSON.stringify(path)}; allowed: one of the two`);
  if (cwd !== undefined && stack === undefined)
    mistakes.push("--cwd: found without --stack; allowed: with --stack NAME, the folder of its project");
  if (stack !== undefined && !/^[\w.-]{1,100}$/.test(stack))
    mistakes.push(
      `--stack: found ${JSON.stringify(stack)}; allowed: letters, digits, hyphens, underscores and dots`,
    );
}

function checkNarrowing({ question, format, namespaces, workloads }: ReachOptions, mistakes: string[]): void {
  if (question.kind === "connection" && namespaces.length + workloads.length > 0)
    mistakes.push("--namespace, --focus: found with --from and --to; allowed: without them");
  if (format === "mermaid" && question.kind !== "matrix")
    mistakes.push(
      `--format: found mermaid, which draws the matrix; allowed here: ${["text", "json", "markdown"].join(", ")}`,
    );
}

function formatOf(values: { readonly format?: string; readonly json: boolean }, mistakes: string[]): Format {
  const format = values.format ?? (values.json ? "json" : "text");
  if (values.json && format !== "json")
    mistakes.push(`--json: found with --format ${format}; allowed: one of the two`);
  if ((formats as readonly string[]).includes(format)) return format as Format;
  mistakes.push(`--format: found ${JSON.stringify(format)}; allowed: ${formats.join(", ")}`);
  return "text";
}

function questionOf(
  values: {
    readonly from?: string;
    readonly to?: string;
    readonly port?: string;
    readonly explain: boolean;
    readonly exposure: boolean;
    readonly hygiene: boolean;
    readonly diff?: string;
  },
  mistakes: string[],
): Question {
  const { from, to, port, explain, exposure, hygiene, diff } = values;
  const asksPair = from !== undefined || to !== undefined;
  const asked = [
    ...(asksPair ? ["--from and --to"] : []),
    ...(exposure ? ["--exposure"] : []),
    ...(hygiene ? ["--hygiene"] : []),
    ...(diff === undefined ? [] : ["--diff"]),
  ];
  if (asked.length > 1) mistakes.push(`found ${asked.join(", ")}; allowed: one question at a time`);
  if (asksPair && (from === undefined || to === undefined))
    mistakes.push(
      `--${from === undefined ? "from" : "to"}: found nothing; allowed: --from A and --to B together`,
    );
  if (!asksPair && (port !== undefined || explain))
    mistakes.push(`--${explain ? "explain" : "port"}: found without --from and --to; allowed: with both`);
  if (from !== undefined && to !== undefined) return { kind: "connection", from, to, port, explain };
  if (exposure) return { kind: "exposure" };
  if (hygiene) return { kind: "hygiene" };
  return diff === undefined ? { kind: "matrix" } : { kind: "diff", base: diff };
}

function calicoOf(text: string | undefined, mistakes: string[]): number | undefined {
  if (text === undefined) return undefined;
  const minor = Number(/^v?3\.(\d{1,3})(\.\d{1,3})?$/.exec(text)?.[1]);
  if (knownCalico.some((known) => known === minor)) return minor;
  mistakes.push(
    `--calico: found ${JSON.stringify(text)}; allowed: ${knownCalico.map((known) => `3.${known}`).join(", ")} (default: 3.${newestCalico})`,
  );
  return undefined;
}

function cidrsOf(name: string, texts: readonly string[], mistakes: string[]): AddressRange[] {
  return texts.flatMap((text) => {
    const range = parseCidr(text);
    if (range) return [range];
    mistakes.push(`--${name}: found ${JSON.stringify(text)}; allowed: a CIDR such as 10.244.0.0/16`);
    return [];
  });
}
