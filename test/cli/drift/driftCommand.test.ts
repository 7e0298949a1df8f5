import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { driftWith, type DriftTools } from "../../../cli/commands/drift.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { declaredObjects } from "../../../cli/drift/declaredObjects.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { runProgram } from "../../../cli/plan/runProgram.js";
import type { DriftReport } from "../../../cli/drift/report.js";
import { loadDeclaration } from "../../../config/load.js";
import { sample } from "../../support/fixture.js";
import { inProjectAsync } from "../../support/temporary.js";
import { keptIo } from "../../support/io.js";
import { recordedStack, type Recorded, type RecordedStack } from "../../support/recordedStack.js";
import { fakeCluster, ok, refused, type FakeCluster } from "./fakeCluster.js";
import { object } from "./support.js";

/** The sample on a cluster that exists already. */
const stack = "kind";

/** What a command did. */
interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly engine: RecordedStack;
  readonly cluster: FakeCluster;
  readonly questions: readonly string[];
}

const unchanged: ConsequencesReport = {
  version: 1,
  stack,
  source: "engine",
  base: "deployed",
  verdict: "unchanged",
  failures: [],
  changes: [],
  unchanged: 1,
  policies: { findings: [], exceptions: [] },
  network: { broken: [] },
  pins: [],
};

interface Scene {
  readonly args?: readonly string[];
  /** Live objects from the declared ones. */
  readonly live?: (declared: readonly KubernetesObject[]) => readonly KubernetesObject[];
  readonly recorded?: Recorded;
  readonly consequences?: Partial<ConsequencesReport>;
  /** Of the update, once the state was refreshed. */
  readonly consequencesThen?: Partial<ConsequencesReport>;
  /** One answer for each question; the last for ever. */
  readonly answers?: readonly (string | undefined)[];
  /** What somebody does while a question waits. */
  readonly onQuestion?: (question: string) => void;
  readonly override?: NonNullable<Parameters<typeof fakeCluster>[1]>["override"];
}

/** Runs the command on the base project, where what is deployed is what is declared. */
function drift(scene: Scene = {}): Promise<Outcome> {
  // A copy: a repair is written down in the journal of the repository that the project is in.
  return inProjectAsync({}, (directory) => {
    cpSync(sample, directory, { recursive: true });
    return driftIn(directory, scene);
  });
}

async function driftIn(
  directory: string,
  {
    args = [],
    live = (all) => all,
    recorded = {},
    consequences = {},
    consequencesThen = {},
    override,
    answers = [],
    onQuestion = () => undefined,
  }: Scene,
): Promise<Outcome> {
  const declaration = loadDeclaration({ directory, stack });
  const recording = await runProgram(declaration, directory, "basalt");
  const events = recording.resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ urn, type, inputs }) => same(urn, type, inputs));
  const declared = [...declaredObjects(recording, new Map()).values()].map((each) => each.object);
  const engine = recordedStack({ name: stack, previewRefresh: { events }, ...recorded });
  const cluster = fakeCluster(
    [...live(declared), ...["kube-system", "default"].map((name) => object("v1", "Namespace", name))],
    override ? { override } : {},
  );
  const tools: DriftTools = {
    openStack: engine.open,
    connectCluster: () => Promise.resolve(cluster),
    previewConsequences: () => {
      const isRefreshed = engine.calls.some(({ method }) => method === "refresh");
      return Promise.resolve({ ...unchanged, ...(isRefreshed ? consequencesThen : consequences) });
    },
    times: { patienceSeconds: 0, pollSeconds: 0.01 },
  };
  const questions: string[] = [];
  const { io, written } = keptIo(directory, {
    columns: 100,
    ask: (question) => {
      questions.push(question);
      onQuestion(question);
      return Promise.resolve(answers[Math.min(questions.length, answers.length) - 1]);
    },
  });
  const code = await driftWith(() => Promise.resolve(tools)).run(["--stack", stack, ...args], io);
  return { code, ...written, engine, cluster, questions };
}

/** What a refresh tells of a resource that is as the state has it. */
function same(urn: string, type: string, inputs: object, op = "same", details: object = {}): EngineEvent {
  const state = {
    type,
    urn,
    id: "id",
    parent: "",
    provider: "",
    inputs,
    outputs: { __fieldManager: "pulumi-kubernetes-1" },
  };
  return {
    sequence: 0,
    timestamp: 0,
    resOutputsEvent: {
      metadata: { op, urn, type, old: state, new: state, provider: "", detailedDiff: details },
    },
  } as unknown as EngineEvent;
}

/** What somebody said while the engine ran. */
const diagnostic = (severity: string, message: string) =>
  ({ sequence: 0, timestamp: 0, diagnosticEvent: { severity, message } }) as unknown as EngineEvent;

const policyKind = "networking.k8s.io/v1 NetworkPolicy";
const open = object("networking.k8s.io/v1", "NetworkPolicy", "open", {
  namespace: "shop",
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
});
const withOpen = (declared: readonly KubernetesObject[]) => [
  ...declared,
  { ...open, metadata: { ...open.metadata, uid: "u" } },
];

describe("basalt drift", () => {
  it("is clean where everything is as declared, reads only, and previews one refresh", async () => {
    const { code, out, engine, cluster } = await drift();
    assert.equal(out.split("\n")[0], "Drift of kind (kind-basalt): clean: everything is as declared");
    assert.equal(code, 0);
    assert.deepEqual(
      engine.calls.map(({ method }) => method),
      ["previewRefresh", "history"],
    );
    assert.deepEqual([...new Set(cluster.calls.map(({ method }) => method))], ["GET"]);
  });

  it("names the connections that a foreign policy opens, and exits 1", async () => {
    const { code, out } = await drift({ live: withOpen });
    assert.equal(code, 1);
    assert.match(
      out,
      /^Drift of kind \(kind-basalt\): something gets through that the declaration does not allow\n/,
    );
    assert.match(
      out,
      /\nConnections opened\n {2}\+ [^]*now allowed by NetworkPolicy shop\/open, spec\.ingress\[0\]/,
    );
    assert.match(out, /\nUndeclared\n {2}! NetworkPolicy shop\/open\n {6}by itself it opens connections\n/);
  });

  it("is not clean where something could not be read", async () => {
    const { code, out } = await drift({
      args: ["--json"],
      override: ({ path }) =>
        path.includes("/globalnetworkpolicies?") ? refused(403, "forbidden") : undefined,
      live: (declared) => declared.filter(({ kind }) => kind !== "GlobalNetworkPolicy"),
    });
    const report = JSON.parse(out) as DriftReport;
    assert.equal(code, 1);
    assert.deepEqual(report.unread, [
      { what: "GlobalNetworkPolicy of projectcalico.org", reason: "HTTP 403: forbidden" },
    ]);
    assert.ok(report.findings.every(({ kind }) => kind !== "GlobalNetworkPolicy"));
  });

  it("tells what the engine's refresh sees of AWS, but not how many nodes an autoscaler runs", async () => {
    const group = "aws:eks/nodeGroup:NodeGroup";
    const update = { diffKind: "update", inputDiff: false };
    const { code, out } = await drift({
      args: ["--json"],
      recorded: {
        previewRefresh: {
          events: [
            same("urn::one", group, {}, "update", { "scalingConfig.desiredSize": update }),
            same("urn::two", group, {}, "update", { "scalingConfig.desiredSize": update, amiType: update }),
            same("urn::gone", "aws:ec2/vpc:Vpc", {}, "delete"),
          ],
        },
      },
    });
    assert.equal(code, 1);
    const { findings } = JSON.parse(out) as DriftReport;
    assert.deepEqual(
      findings
        .filter(({ source }) => source === "engine")
        .map(({ change, kind, name, differences }) => [
          change,
          kind,
          name,
          differences.map(({ path }) => path),
        ]),
      [
        ["changed", group, "two", ["amiType"]],
        ["missing", "aws:ec2/vpc:Vpc", "gone", []],
      ],
    );
  });

  it("says what the engine could not look at, and is not clean then", async () => {
    const { code, out } = await drift({
      args: ["--json"],
      recorded: {
        previewRefresh: {
          events: [diagnostic("error", "no credentials")],
          failure: "error: preview failed",
        },
      },
    });
    assert.equal(code, 1);
    assert.deepEqual((JSON.parse(out) as DriftReport).unread, [
      { what: "the engine's refresh", reason: "preview failed\nno credentials" },
    ]);
  });

  it("never shows a value that may be a secret", async () => {
    const { out } = await drift({
      args: ["--json"],
      live: (declared) =>
        declared.map((each) =>
          each.kind === "Deployment"
            ? (JSON.parse(
                JSON.stringify(each).replace(
                  '"containers":[{',
                  '"containers":[{"env":[{"name":"P","value":"hunter2"}],',
                ),
              ) as KubernetesObject)
            : each,
        ),
    });
    assert.match(out, /env\[P\]/);
    assert.doesNotMatch(out, /hunter2/);
  });
});

describe("basalt drift --repair", () => {
  it("asks nobody and does nothing where all is clean", async () => {
    const { code, engine } = await drift({ args: ["--repair"] });
    assert.equal(code, 0);
    assert.deepEqual(
      engine.calls.map(({ method }) => method),
      ["previewRefresh", "history"],
    );
  });

  const refusals: readonly { readonly title: string; readonly scene: Scene; readonly says: RegExp }[] = [
    {
      title: "the declaration is another than what was deployed",
      scene: {
        consequences: {
          verdict: "changes",
          changes: [{ action: "update", urn: "u", type: "t", name: "web", nodes: false, properties: [] }],
        },
      },
      says: /--repair: nothing was repaired: the declaration is not what was deployed last \(1 changes, web among them\)/,
    },
    {
      title: "the declaration cannot be previewed",
      scene: { consequences: { verdict: "failed", failures: ["no credentials"] } },
      says: /--repair: nothing was repaired: the declaration could not be previewed: no credentials/,
    },
  ];
  for (const { title, scene, says } of refusals)
    it(`changes nothing where ${title}`, async () => {
      const { code, err, engine, cluster } = await drift({
        args: ["--repair", "--yes"],
        live: withOpen,
        ...scene,
      });
      assert.equal(code, 1);
      assert.match(err, says);
      assert.ok(cluster.calls.every(({ method }) => method === "GET"));
      assert.deepEqual(
        engine.calls.map(({ method }) => method),
        ["previewRefresh", "history", "history"],
      );
    });

  for (const [title, answer, says] of [
    ["nobody answers", undefined, /nobody is there to confirm it; allowed: --yes/],
    ["the answer is not yes", "y", /not confirmed; nothing was changed/],
  ] as const)
    it(`changes nothing where ${title}`, async () => {
      await assert.rejects(drift({ args: ["--repair"], live: withOpen, answers: [answer] }), says);
    });

  it("deletes what it listed, refreshes, previews, updates with the pack, and compares again", async () => {
    let deleted = false;
    const scene: Scene = {
      args: ["--repair"],
      answers: ["yes"],
      live: withOpen,
      override: ({ method, path }) => {
        if (method === "DELETE") deleted = true;
        if (path.endsWith("/networkpolicies/open")) return deleted ? refused(404, "gone") : undefined;
        return undefined;
      },
    };
    const { code, err, engine, cluster } = await drift(scene);
    // The fake cluster still lists it: what is proved is what is there, not what was done.
    assert.equal(code, 1);
    assert.match(err, /To be repaired in kind-basalt:\n {2}delete NetworkPolicy shop\/open\n/);
    assert.match(err, /\n {2}deleted: NetworkPolicy shop\/open\n/);
    assert.deepEqual(
      engine.calls.map(({ method }) => method),
      [
        ...["previewRefresh", "history"],
        ...["history", "history", "refresh", "history", "history", "up"],
        ...["previewRefresh", "history"],
      ],
    );
    const up = engine.calls.find(({ method }) => method === "up");
    assert.equal((up!.options["policyPacks"] as string[]).length, 1);
    assert.match(String(up!.options["message"]), /^Drift repaired \(1 not as declared\)/);
    assert.equal(cluster.calls.filter(({ method }) => method === "DELETE").length, 1);
  });

  it("does not hide from the next deployment that what runs is a rollback", async () => {
    const to = "b".repeat(40);
    const history = [
      {
        kind: "update",
        result: "succeeded",
        startTime: new Date(0),
        message: `Rolled back\n\nRolled-back-to: ${to}`,
      },
    ];
    const { engine } = await drift({
      args: ["--repair", "--yes"],
      live: withOpen,
      recorded: { history: history as unknown as NonNullable<Recorded["history"]> },
    });
    const up = engine.calls.find(({ method }) => method === "up");
    assert.match(String(up?.options["message"]), new RegExp(`Rolled-back-to: ${to}`));
  });

  const replaced = (type: string, name: string): Partial<ConsequencesReport> => ({
    verdict: "changes",
    changes: [{ action: "replace", urn: `urn::${name}`, type, name, nodes: false, properties: ["x"] }],
  });
  const hasUpdated = ({ engine }: Outcome) => engine.calls.some(({ method }) => method === "up");

  it("makes good what was listed by one question, which says what follows", async () => {
    const update = { diffKind: "update", inputDiff: false };
    const vpc = "aws:ec2/vpc:Vpc";
    const listed = await drift({
      args: ["--repair"],
      answers: ["yes"],
      recorded: { previewRefresh: { events: [same("urn::net", vpc, {}, "update", { tags: update })] } },
      consequencesThen: {
        verdict: "changes",
        changes: [
          { action: "update", urn: "urn::net", type: vpc, name: "net", nodes: false, properties: ["tags"] },
        ],
      },
    });
    assert.deepEqual(listed.questions, ['Repair this? Only "yes" does: ']);
    assert.match(
      listed.err,
      /\n {2}then read what exists into the state, and update the stack, which makes good \d+ more;\n {2}what that would do besides is known only then: it is shown and asked about before it is done\n/,
    );
    assert.ok(hasUpdated(listed));
    assert.doesNotMatch(listed.err, /The update would do more/);
  });

  it("shows what the update would do besides, and asks about it", async () => {
    const scene: Scene = {
      args: ["--repair"],
      live: withOpen,
      consequencesThen: replaced("aws:eks/nodeGroup:NodeGroup", "general"),
    };
    const agreed = await drift({ ...scene, answers: ["yes"] });
    assert.deepEqual(agreed.questions, [
      'Repair this? Only "yes" does: ',
      'Update the stack like this? Only "yes" does: ',
    ]);
    assert.match(
      agreed.err,
      /would do more than make good what was listed:\n[^]*\n {2}± replace NodeGroup: general\n/,
    );
    assert.ok(hasUpdated(agreed));

    const declined = await drift({ ...scene, args: ["--repair", "--json"], answers: ["yes", "no"] });
    assert.ok(!hasUpdated(declined));
    assert.equal(declined.code, 1);
    const report = JSON.parse(declined.out) as DriftReport;
    assert.equal(report.failure, "--repair: not confirmed; what was repaired before it stays so");

    const unasked = await drift({ ...scene, args: ["--repair", "--yes"] });
    assert.match(unasked.err, /± replace NodeGroup: general/);
    assert.match(unasked.err, /known only then: it is shown before it is done/);
    assert.deepEqual(unasked.questions, []);
    assert.ok(hasUpdated(unasked));
  });

  it("replaces no control plane, whatever was said", async () => {
    const refusal = await drift({
      args: ["--repair", "--yes"],
      live: withOpen,
      consequencesThen: replaced("aws:eks/cluster:Cluster", "basalt-dev"),
    });
    assert.ok(!hasUpdated(refusal));
    assert.equal(refusal.code, 1);
    assert.match(
      refusal.err,
      /--repair: it would replace the cluster basalt-dev; a repair replaces no control plane/,
    );
    assert.match(refusal.err, /± replace Cluster: basalt-dev/);
  });

  it("updates nothing that the pack refuses once the drift is gone, and tells what is there", async () => {
    const scene: Scene = {
      args: ["--repair", "--yes"],
      live: withOpen,
      consequencesThen: {
        verdict: "blocked",
        policies: {
          findings: [
            {
              rule: "image-digest",
              kind: "violation",
              level: "mandatory",
              severity: "high",
              message: "no digest",
              resources: [],
            } as unknown as ConsequencesReport["policies"]["findings"][number],
          ],
          exceptions: [],
        },
      },
    };
    const blocked = await drift(scene);
    assert.ok(!hasUpdated(blocked));
    assert.match(
      blocked.err,
      /the update that makes good the rest was not begun\npolicy image-digest: no digest; what was repaired before it stays so\n/,
    );
    assert.match(blocked.out, /\nThe repair did not come to its end\n {2}! --repair: the update/);
  });

  it("compares again after an update that failed, and is never clean then", async () => {
    const failing: Scene = {
      args: ["--repair", "--yes", "--json"],
      live: withOpen,
      recorded: {
        up: { events: [diagnostic("error", "no such role")], failure: "error: update failed" },
      },
    };
    const { code, out, err } = await drift(failing);
    const report = JSON.parse(out) as DriftReport;
    assert.equal(code, 1);
    assert.equal(report.verdict, "opens");
    assert.equal(
      report.failure,
      "--repair: the update failed\nno such role; what was repaired before it stays so",
    );
    assert.match(err, /--repair: the update failed\nno such role/);

    let deleted = false;
    let policies: readonly KubernetesObject[] = [];
    const mended = await drift({
      ...failing,
      live: (declared) => {
        policies = declared.filter(({ apiVersion, kind }) => `${apiVersion} ${kind}` === policyKind);
        return withOpen(declared);
      },
      override: ({ method, path }) => {
        if (method === "DELETE") deleted = true;
        if (path.endsWith("/networkpolicies/open")) return deleted ? refused(404, "gone") : undefined;
        return deleted && path.startsWith("/apis/networking.k8s.io/v1/networkpolicies?")
          ? ok({ items: policies })
          : undefined;
      },
    });
    assert.equal((JSON.parse(mended.out) as DriftReport).verdict, "clean");
    assert.equal(mended.code, 1);
  });

  const update = (number: number, kind = "update") => ({
    kind,
    result: "succeeded",
    startTime: new Date(number),
    resourceChanges: { update: 1 },
  });
  const moments: readonly (readonly [question: number, title: string, says: RegExp, changes: number])[] = [
    [
      1,
      "before anything was repaired",
      /somebody has updated it since the preview.*; nothing was changed/,
      0,
    ],
    [2, "before the update", /somebody has updated it since the preview.*; what was repaired before/, 1],
  ];
  for (const [question, title, says, changes] of moments)
    it(`notices that somebody updated the stack while it waited, ${title}`, async () => {
      const history = [update(1)];
      let asked = 0;
      const scene: Scene = {
        args: ["--repair"],
        live: withOpen,
        recorded: { history: history as unknown as NonNullable<Recorded["history"]> },
        consequencesThen: replaced("aws:eks/nodeGroup:NodeGroup", "general"),
        answers: ["yes"],
        onQuestion: () => {
          if (++asked === question) history.unshift(update(2));
        },
      };
      const outcome = await drift(scene).catch((error: unknown) => error as Error);
      const told = outcome instanceof Error ? outcome.message : outcome.err;
      assert.match(told, says);
      if (!(outcome instanceof Error)) assert.ok(!hasUpdated(outcome));
      assert.equal(outcome instanceof Error ? 0 : 1, changes);
    });

  it("calls nothing clean whose state was taken from what exists since the last deployment", async () => {
    const history = [{ ...update(2, "refresh") }, update(1)];
    const recorded = { history: history as unknown as NonNullable<Recorded["history"]> };
    const { code, out } = await drift({ args: ["--json"], recorded });
    const report = JSON.parse(out) as DriftReport;
    assert.equal(code, 1);
    assert.equal(report.verdict, "incomplete");
    assert.deepEqual(report.unread, [
      {
        what: "what the declaration says of AWS",
        reason:
          "the state was changed to what exists since the last deployment; `basalt deploy --stack kind` shows what differs from the declaration, and makes it good",
      },
    ]);
    const same_ = [{ ...update(2, "refresh"), resourceChanges: { same: 9 } }, update(1)];
    const idle = { history: same_ as unknown as NonNullable<Recorded["history"]> };
    assert.equal((await drift({ recorded: idle })).code, 0);
  });

  it("says what an issue needs before it compares anything", async () => {
    await assert.rejects(drift({ args: ["--issue"] }), /GITHUB_TOKEN: found nothing/);
  });

  it("takes --yes for a repair alone", async () => {
    await assert.rejects(drift({ args: ["--yes"] }), /--yes: found without --repair/);
  });
});
