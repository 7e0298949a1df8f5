import assert from "node:assert/strict";
import { awsError, type AwsCall } from "../../support/moto/awsFront.js";
import { credentials, pinsOfAws, project, stackFile, type Found } from "./support/pinsOfAws.js";

describe("basalt pin, of an AWS that does not answer as it should", function () {
  this.timeout(300_000);
  const { settings, publish, disturb, pin } = pinsOfAws();

  const assertUntouched = ({ code, report, file }: Found) => {
    assert.deepEqual([code, report.written], [2, false]);
    assert.equal(file, project[stackFile]);
  };

  it("refuses an answer that is no release", async () => {
    await publish("bottlerocket/aws-k8s-1.34/x86_64/latest/image_version", "latest");
    const older = project[stackFile]!.replace(
      "- name: general\n",
      '- name: general\n      version: "1.34"\n',
    );
    const { code, report } = await pin(["--only", "nodes/general"], { ...project, [stackFile]: older });
    assert.equal(code, 2);
    assert.match(
      report.failures[0]!.problem,
      /image_version: found "latest", which is no release of bottlerocket$/,
    );
  });

  it("tries again while AWS is busy", async () => {
    let busy = 2;
    disturb(({ action }: AwsCall) =>
      action === "ssm:GetParameter" && busy-- > 0 ? awsError("ThrottlingException") : undefined,
    );
    assert.equal((await pin(["--only", "nodes/general"])).code, 0);
    assert.equal(busy, -1, "two refusals and an answer");
  });

  const refusals: readonly (readonly [string, string, ReturnType<typeof awsError>, RegExp])[] = [
    [
      "is busy for ever",
      "ssm:",
      awsError("ThrottlingException"),
      /^ssm:GetParameter: AWS is busy: throttled 3 times in a row \(ThrottlingException\); try again later$/,
    ],
    [
      "does not allow it",
      "ssm:",
      awsError("AccessDeniedException"),
      /^ssm:GetParameter: not allowed \(AccessDeniedException\); allow ssm:GetParameter to who runs this$/,
    ],
    [
      "has let the credentials expire",
      "ssm:",
      awsError("ExpiredTokenException"),
      /^ssm:GetParameter: the credentials have expired \(ExpiredTokenException\); log in again$/,
    ],
    [
      "does not know the credentials",
      "ssm:",
      awsError("UnrecognizedClientException"),
      /AWS does not know these credentials \(UnrecognizedClientException\)/,
    ],
    [
      "fails",
      "ssm:",
      awsError("InternalServerError", 500),
      /^ssm:GetParameter: InternalServerError: by the test$/,
    ],
    ["answers nothing", "ssm:", { status: 200, body: {} }, /^AWS has no release of bottlerocket/],
    [
      "does not allow to list add-ons",
      "eks:GET /addons",
      awsError("AccessDeniedException", 403),
      /^eks:DescribeAddonVersions: not allowed/,
    ],
    [
      "lists no add-ons",
      "eks:GET /addons",
      { status: 200, body: { addons: [] } },
      /^AWS offers no version of (kube-proxy|coredns) for Kubernetes 1\.35$/,
    ],
    [
      "throttles the list of versions",
      "eks:GET /cluster",
      awsError("TooManyRequestsException", 429),
      /^eks:DescribeClusterVersions: AWS is busy: throttled 3 times/,
    ],
    [
      "lists no versions",
      "eks:GET /cluster",
      { status: 200, body: {} },
      /^AWS does not list Kubernetes 1\.35 among the versions of EKS$/,
    ],
  ];
  for (const [title, calls, answer, problem] of refusals) {
    it(`names what it could not look up, and writes nothing, when AWS ${title}`, async () => {
      disturb(({ action }) => (action.startsWith(calls) ? answer : undefined));
      const found = await pin();
      assertUntouched(found);
      assert.match(found.report.failures[0]!.problem, problem);
      assert.ok(found.report.updates.length > 0, "what could be looked up is told all the same");
    });
  }

  it("writes the other pins where --only leaves out what cannot be looked up", async () => {
    disturb(({ action }) => (action.startsWith("ssm:") ? awsError("AccessDeniedException") : undefined));
    const { code, file } = await pin(["--only", "addons/coredns"]);
    assert.equal(code, 0);
    assert.equal(file, project[stackFile]!.replace("v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"));
  });

  it("says that AWS cannot be reached", async () => {
    const found = await pin(["--only", "nodes/general"], project, {
      ...settings(),
      endpoint: "http://127.0.0.1:1",
    });
    assertUntouched(found);
    assert.match(
      found.report.failures[0]!.problem,
      /^ssm:GetParameter: AWS cannot be reached \(ECONNREFUSED\)/,
    );
  });

  it("says that there are no credentials", async () => {
    const none = () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
    const found = await pin(["--only", "nodes/general"], project, { ...settings(), credentials: none });
    assertUntouched(found);
    assert.match(found.report.failures[0]!.problem, /^ssm:GetParameter: found no AWS credentials/);
  });

  it("never shows a credential", async () => {
    disturb(() => awsError("SomethingElse", 400, "no"));
    const { out } = await pin();
    for (const secret of Object.values(credentials)) assert.ok(!out.includes(secret));
  });
});
