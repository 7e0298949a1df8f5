import assert from "node:assert/strict";
import type { PackDiagnostic } from "../../../cli/pack/packProcess.js";
import type { PolicyEnvironment } from "../../../cli/pack/policyEnvironment.js";
import { policyReport } from "../../../cli/pack/policyReport.js";
import { policiesText } from "../../../cli/reporters/policiesText.js";
import { style } from "../../../cli/style.js";
import type { Rule } from "../../../policies/model/rule.js";

const rule = (name: string, severity: string) =>
  ({ name, severity, enforcementLevel: "mandatory" }) as unknown as Rule;
const privileged = rule("no-privileged-container", "critical");
const probes = rule("probes", "low");
const images = rule("image-digest", "high");
const quiet = rule("quiet", "low");
const off = rule("off", "low");
const urn = (name: string) => `urn:pulumi:dev::basalt::kubernetes:core/v1:Pod::${name}`;

const exception = {
  resource: "kubernetes:core/v1:Pod::c",
  reason: "mended next month",
  expires: "2026-12-31",
};
const environment: PolicyEnvironment = {
  file: "policies/environments/dev.json",
  rules: new Map([
    [privileged, { enforcementLevel: "mandatory", properties: {} }],
    [probes, { enforcementLevel: "advisory", properties: {} }],
    [
      images,
      {
        enforcementLevel: "mandatory",
        properties: {
          exceptions: [exception, { ...exception, resource: "a:b:C::gone", expires: "2026-01-01" }],
        },
      },
    ],
    [quiet, { enforcementLevel: "mandatory", properties: {} }],
    [off, { enforcementLevel: "disabled", properties: {} }],
  ]),
};
const now = new Date("2026-11-22T12:00:00Z");
const diagnostics: PackDiagnostic[] = [
  { rule: "probes", level: "advisory", urn: urn("a"), message: "found nothing; allowed: a probe" },
  { rule: "no-privileged-container", level: "advisory", urn: urn("d"), message: "undecided: spec" },
  {
    rule: "image-digest",
    level: "advisory",
    urn: urn("c"),
    message: "excepted until 2026-12-31 (mended next month): image: found a tag; allowed: a digest",
  },
  {
    rule: "no-privileged-container",
    level: "mandatory",
    urn: urn("b"),
    message: "found true; allowed: false",
  },
  {
    rule: "no-privileged-container",
    level: "mandatory",
    urn: urn("a"),
    message: "found true; allowed: false",
  },
  {
    rule: "image-digest",
    level: "mandatory",
    message: "undecided: found a path of that name; allowed: none",
  },
];
const judged = { diagnostics, resources: 12 };

describe("what the policy pack says", () => {
  const report = policyReport(environment, judged, now);

  it("is counted by what it means", () => {
    assert.deepEqual(report.summary, {
      rules: 4,
      passed: 1,
      resources: 12,
      mandatory: 3,
      advisory: 1,
      undecided: 1,
      excepted: 1,
    });
    assert.deepEqual(report.disabled, ["off"]);
  });

  it("is sorted: mandatory violations first, by severity, then by rule, resource and message", () => {
    assert.deepEqual(
      report.findings.map(({ rule: name, kind, level, urn: of }) => [name, kind, level, of?.at(-1)]),
      [
        ["no-privileged-container", "violation", "mandatory", "a"],
        ["no-privileged-container", "violation", "mandatory", "b"],
        ["image-digest", "violation", "mandatory", undefined],
        ["probes", "violation", "advisory", "a"],
        ["image-digest", "excepted", "advisory", "c"],
        ["no-privileged-container", "undecided", "advisory", "d"],
      ],
    );
    assert.deepEqual(
      policyReport(environment, { ...judged, diagnostics: [...diagnostics].reverse() }, now),
      report,
    );
  });

  it("lists the exceptions, which of them have ended, and which are needed", () => {
    assert.deepEqual(
      report.exceptions.map(({ rule: name, resource, expired, used }) => [name, resource, expired, used]),
      [
        ["image-digest", "kubernetes:core/v1:Pod::c", false, true],
        ["image-digest", "a:b:C::gone", true, false],
      ],
    );
    const last = policyReport(environment, judged, new Date("2026-12-31T23:59:59Z")).exceptions[0]!;
    const ended = policyReport(environment, judged, new Date("2027-01-01T00:00:00Z")).exceptions[0]!;
    assert.deepEqual([last.expired, ended.expired], [false, true]);
  });

  it("is shown rule by rule, one message of many resources once", () => {
    assert.equal(
      policiesText(report, style(false), 110).join("\n"),
      `  4 rules on 12 resources, as policies/environments/dev.json has them
  ! not asked: off
  ✗ 1 of 4 hold, 3 mandatory violations, 1 advisory violation, 1 excepted, 1 undecided until a deployment
  ! excepted until 2026-12-31: mended next month (image-digest)
      kubernetes:core/v1:Pod::c
  ! excepted no more since 2026-01-01: mended next month (image-digest)
      a:b:C::gone
  no-privileged-container mandatory, critical
    found true; allowed: false
      ${urn("a")}
      ${urn("b")}
    undecided: spec
      ${urn("d")}
  image-digest mandatory, high
    undecided: found a path of that name; allowed: none
    excepted until 2026-12-31 (mended next month): image: found a tag; allowed: a digest
      ${urn("c")}
  probes advisory, low
    found nothing; allowed: a probe
      ${urn("a")}`,
    );
  });

  it("says so where the stack has no configuration, and where nothing is wrong", () => {
    const { file: _, ...noFile } = environment;
    const clean = policyReport(
      { ...noFile, rules: new Map([...environment.rules].slice(3, 4)) },
      { diagnostics: [], resources: 1 },
      now,
    );
    assert.equal(
      policiesText(clean, style(false), 120).join("\n"),
      `  1 rule on 1 resource, as the rules are by default: this stack has no file in policies/environments
  ✓ it holds`,
    );
  });

  it("shows no control character of a name or a reason", () => {
    const hostile = policyReport(
      {
        rules: new Map([
          [
            images,
            {
              enforcementLevel: "mandatory",
              properties: { exceptions: [{ ...exception, reason: "\u001b[31m", resource: "a\u202eb" }] },
            },
          ],
        ]),
      },
      {
        diagnostics: [
          { rule: "image-digest", level: "mandatory", urn: urn("\u001b[2J\n"), message: "found" },
        ],
        resources: 1,
      },
      now,
    );
    const text = policiesText(hostile, style(false), 100).join("\n");
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.match(text, /\\u001b\[2J\\u000a/);
  });
});
