import assert from "node:assert/strict";
import { hasExpired, isFor, shortName } from "../../policies/configuration/exceptions.js";
import { rules } from "../../policies/index.js";
import { judge, type TestConfiguration } from "./support/judge.js";

const rule = "no-privileged-container";
const type = "kubernetes:core/v1:PodTemplate";
/** Breaks `rule` twice, and is judged by it alone below. */
const pod = (name: string) => ({
  type,
  name,
  properties: { template: { spec: { containers: [{ securityContext: { privileged: true } }] } } },
});
const place = "template.spec.containers[0].securityContext";
const fix =
  "fix: Set securityContext.privileged to false or leave it out; set allowPrivilegeEscalation to false.";
const privileged = `${place}.privileged: found true (a boolean); allowed: false, or nothing; ${fix}`;
const gaining = `${place}.allowPrivilegeEscalation: found nothing; allowed: false; ${fix}`;

const others = Object.fromEntries(
  rules.filter(({ name }) => name !== rule).map(({ name }) => [name, { level: "disabled" }]),
) as TestConfiguration;
const judged = (configuration: TestConfiguration[string], ...names: readonly string[]) =>
  judge(names.map(pod), { ...others, [rule]: configuration });

describe("the configuration of a rule", () => {
  it("may be absent", async () =>
    assert.deepEqual(await judged({}, "web"), [
      `[mandatory] ${rule} ${type}::web: ${gaining}`,
      `[mandatory] ${rule} ${type}::web: ${privileged}`,
    ]));

  it("can make it advisory", async () =>
    assert.deepEqual(await judged({ level: "advisory" }, "web"), [
      `[advisory] ${rule} ${type}::web: ${gaining}`,
      `[advisory] ${rule} ${type}::web: ${privileged}`,
    ]));

  it("can disable it", async () => assert.deepEqual(await judged({ level: "disabled" }, "web"), []));

  it("excepts one resource for a reason and until a day, both of which are shown", async () => {
    const exceptions = [{ resource: `${type}::web`, reason: "ticket 1234 says", expires: "2999-12-31" }];
    const accepted = "excepted until 2999-12-31 (ticket 1234 says): ";
    assert.deepEqual(await judged({ exceptions }, "web", "other"), [
      `[advisory] ${rule} ${type}::web: ${accepted}${gaining}`,
      `[advisory] ${rule} ${type}::web: ${accepted}${privileged}`,
      `[mandatory] ${rule} ${type}::other: ${gaining}`,
      `[mandatory] ${rule} ${type}::other: ${privileged}`,
    ]);
  });

  it("excepts nothing once the day has passed, and says so", async () => {
    const exceptions = [{ resource: `${type}::web`, reason: "ticket 1234 says", expires: "2020-02-29" }];
    const ended = " (its exception ended on 2020-02-29: ticket 1234 says)";
    assert.deepEqual(await judged({ exceptions }, "web"), [
      `[mandatory] ${rule} ${type}::web: ${gaining}${ended}`,
      `[mandatory] ${rule} ${type}::web: ${privileged}${ended}`,
    ]);
  });

  const refused: readonly (readonly [string, TestConfiguration, string])[] = [
    [
      "a parameter that no rule has",
      { [rule]: { registries: ["x"] } },
      `policy configuration ${rule}: found a mapping of "registries"; Unrecognized key: "registries"`,
    ],
    [
      "an exception without a reason",
      { [rule]: { exceptions: [{ resource: "a:b:C::d", expires: "2999-12-31" }] } },
      `policy configuration ${rule}.exceptions[0].reason: found nothing; Invalid input: expected string, received undefined`,
    ],
    [
      "one whose reason says nothing",
      { [rule]: { exceptions: [{ resource: "a:b:C::d", reason: "because", expires: "2999-12-31" }] } },
      `policy configuration ${rule}.exceptions[0].reason: found "because"; Too small: expected string to have >=10 characters`,
    ],
    [
      "one without an end",
      { [rule]: { exceptions: [{ resource: "a:b:C::d", reason: "a long reason" }] } },
      `policy configuration ${rule}.exceptions[0].expires: found nothing; Invalid input: expected string, received undefined`,
    ],
    [
      "one until a day that there is not",
      { [rule]: { exceptions: [{ resource: "a:b:C::d", reason: "a long reason", expires: "2027-02-29" }] } },
      `policy configuration ${rule}.exceptions[0].expires: found "2027-02-29"; Invalid ISO date`,
    ],
    [
      "one of no resource",
      { [rule]: { exceptions: [{ resource: "", reason: "a long reason", expires: "2027-02-28" }] } },
      `policy configuration ${rule}.exceptions[0].resource: found an empty text; Too small: expected string to have >=3 characters`,
    ],
    [
      "exceptions that are no list",
      { [rule]: { exceptions: "all\nof them" } },
      `policy configuration ${rule}.exceptions: found "all\\nof them"; Invalid input: expected array, received string`,
    ],
  ];
  for (const [title, configuration, message] of refused)
    it(`is refused where it has ${title}`, async () => {
      await assert.rejects(
        () => judge([], configuration),
        (error: Error) => {
          assert.ok(error.message.endsWith(message), error.message);
          return true;
        },
      );
    });

  it("is refused with all mistakes of all rules", async () => {
    const wrong = Object.fromEntries(rules.map(({ name }) => [name, { nonsense: 1, exceptions: 2 }]));
    await assert.rejects(
      () => judge([], wrong),
      (error: Error) => {
        for (const { name } of rules) {
          assert.ok(error.message.includes(`policy configuration ${name}: found`), name);
          assert.ok(error.message.includes(`policy configuration ${name}.exceptions: found`), name);
        }
        return true;
      },
    );
  });
});

describe("an exception", () => {
  it("is for a resource by its URN, or by its type and name", () => {
    const urn = "urn:pulumi:dev::shop::a:b:Parent$kubernetes:apps/v1:Deployment::web::x";
    assert.equal(shortName(urn), "kubernetes:apps/v1:Deployment::web::x");
    assert.equal(shortName("nonsense"), "::");
    const exception = { reason: "", expires: "" };
    const isForIt = (resource: string) => isFor({ ...exception, resource }, urn);
    assert.deepEqual(
      [urn, shortName(urn), "web", "kubernetes:apps/v1:Deployment::web", "a:b:Parent::web::x"].map(isForIt),
      [true, true, false, false, false],
    );
  });

  it("ends with its last day, UTC", () => {
    const ended = (now: string) =>
      hasExpired({ resource: "", reason: "", expires: "2026-12-31" }, new Date(now));
    assert.deepEqual(
      ["2026-12-30T00:00:00Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"].map(ended),
      [false, false, true],
    );
  });
});
