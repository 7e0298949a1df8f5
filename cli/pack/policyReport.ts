import { exceptedPrefix, undecidedPrefix } from "../../policies/analyzer/messages.js";
import { hasExpired, isFor, type Exception } from "../../policies/configuration/exceptions.js";
import type { Rule, Severity } from "../../policies/model/rule.js";
import type { PackDiagnostic } from "./packProcess.js";
import type { PolicyEnvironment } from "./policyEnvironment.js";

/** What the policy pack says about a plan. */
export interface PolicyReport {
  /** The file that configures the rules for this stack; absent where there is none, and every rule has its defaults. */
  readonly configuration?: string;
  readonly summary: PolicyCounts;
  /** Rules that are not asked. */
  readonly disabled: readonly string[];
  /** What may be broken for a while, as configured. */
  readonly exceptions: readonly PolicyException[];
  /** Mandatory violations first, by severity, then by rule. */
  readonly findings: readonly PolicyFinding[];
}

/** How much there is of each; of findings, by resource. */
export interface PolicyCounts {
  /** Rules that are asked. */
  readonly rules: number;
  /** Of these, those that have nothing to tell. */
  readonly passed: number;
  /** Resources that are judged: those of providers, components and the stack. */
  readonly resources: number;
  readonly mandatory: number;
  readonly advisory: number;
  readonly undecided: number;
  readonly excepted: number;
}

/** One thing that a rule says. */
export interface PolicyFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** How the rule is enforced here: what is mandatory is refused. */
  readonly level: "mandatory" | "advisory";
  /** violation: broken; excepted: broken, and allowed for a while; undecided: only a deployment can tell. */
  readonly kind: "violation" | "excepted" | "undecided";
  /** The resource; absent where it is about the stack. */
  readonly urn?: string;
  readonly message: string;
}

export interface PolicyException extends Exception {
  readonly rule: string;
  /** Whether its last day has passed: then it allows nothing any more. */
  readonly expired: boolean;
  /** Whether anything in this plan needs it. */
  readonly used: boolean;
}

const kinds = ["violation", "excepted", "undecided"] as const;
const severities = ["critical", "high", "medium", "low"] as const;

/** Puts together what a pack said. */
export function policyReport(
  environment: PolicyEnvironment,
  { diagnostics, resources }: { readonly diagnostics: readonly PackDiagnostic[]; readonly resources: number },
  now: Date,
): PolicyReport {
  const rules = new Map([...environment.rules].map(([rule, said]) => [rule.name, { rule, ...said }]));
  const findings = diagnostics
    .map((diagnostic) => findingOf(diagnostic, rules.get(diagnostic.rule)?.rule))
    .sort(byWeight);
  const count = (isCounted: (finding: PolicyFinding) => boolean) => findings.filter(isCounted).length;
  const disabled = [...rules.values()].flatMap(({ rule, enforcementLevel }) =>
    enforcementLevel === "disabled" ? [rule.name] : [],
  );
  const asked = rules.size - disabled.length;
  return {
    ...(environment.file === undefined ? {} : { configuration: environment.file }),
    summary: {
      rules: asked,
      passed: asked - new Set(findings.map(({ rule }) => rule)).size,
      resources,
      mandatory: count(({ kind, level }) => kind === "violation" && level === "mandatory"),
      advisory: count(({ kind, level }) => kind === "violation" && level === "advisory"),
      undecided: count(({ kind }) => kind === "undecided"),
      excepted: count(({ kind }) => kind === "excepted"),
    },
    disabled,
    exceptions: [...rules.values()].flatMap(({ rule, properties }) =>
      ((properties["exceptions"] ?? []) as readonly Exception[]).map((exception) => ({
        rule: rule.name,
        ...exception,
        expired: hasExpired(exception, now),
        used: findings.some(
          (finding) =>
            finding.rule === rule.name && finding.urn !== undefined && isFor(exception, finding.urn),
        ),
      })),
    ),
    findings,
  };
}

/** What a mandatory rule was given up for is told as what it is: the message says so. */
function findingOf({ rule: name, level, urn, message }: PackDiagnostic, rule?: Rule): PolicyFinding {
  const begins = (prefix: string) => level === "advisory" && message.startsWith(prefix);
  const kind = begins(undecidedPrefix) ? "undecided" : begins(exceptedPrefix) ? "excepted" : "violation";
  return {
    rule: name,
    severity: rule?.severity ?? "high",
    level,
    kind,
    ...(urn === undefined ? {} : { urn }),
    message,
  };
}

function byWeight(a: PolicyFinding, b: PolicyFinding): number {
  const keys = ({ level, kind, severity, rule, urn = "", message }: PolicyFinding) => [
    level === "mandatory" ? 0 : 1,
    kinds.indexOf(kind),
    severities.indexOf(severity),
    rule,
    urn,
    message,
  ];
  const [one, other] = [keys(a), keys(b)];
  const index = one.findIndex((key, at) => key !== other[at]);
  return index === -1 ? 0 : one[index]! < other[index]! ? -1 : 1;
}
