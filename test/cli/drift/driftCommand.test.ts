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
import { fakeCluster, refused, type FakeCluster } from "./fakeCluster.js";
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
  readonly override?: NonNullable<Parameters<typeof fakeCluster>[1]>["override"];
  readonly answer?: string;
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
  { args = [], live = (all) => all, recorded = {}, consequences = {}, override, answer }: Scene,
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
    previewConsequences: () => Promise.resolve({ ...unchanged, ...consequences }),
    times: { patienceSeconds: 0, pollSeconds: 0.01 },
  };
  const { io, written } = keptIo(directory, { columns: 100, ask: () => Promise.resolve(answer) });
  const code = await driftWith(() => Promise.resolve(tools)).run(["--stack", stack, ...args], io);
  return { code, ...written, engine, cluster };
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

const open = object("networking.k8s.io/v1", "NetworkPolicy", "open", {
  namespace: "shop",
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
});
const withOpen = (declared: readonly KubernetesObject[]) => [
  ...declared,
  { ...open, metadata: { ...open.metadata, uid: "u" } },
];

describe("basalt drift", () => {
  it("is clean where everything is as declared, reads only, and runs one refresh preview", async () => {
    const { code, out, engine, cluster } = await drift();
    assert.equal(out.split("\n")[0], "Drift of kind (kind-basalt): clean: everything is as declared");
    assert.equal(code, 0);
    assert.deepEqual(
      engine.calls.map(({ method }) => method),
      ["previewRefresh"],
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
    const begun = {
      sequence: 0,
      timestamp: 0,
      diagnosticEvent: { severity: "error", message: "no credentials" },
    };
    const { code, out } = await drift({
      args: ["--json"],
      recorded: {
        previewRefresh: { events: [begun as unknown as EngineEvent], failure: "error: preview failed" },
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
      ["previewRefresh"],
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
        ["previewRefresh"],
      );
    });

  for (const [title, answer, says] of [
    ["nobody answers", undefined, /nobody is there to confirm it; allowed: --yes/],
    ["the answer is not yes", "y", /not confirmed; nothing was changed/],
  ] as const)
    it(`changes nothing where ${title}`, async () => {
      const scene = { args: ["--repair"], live: withOpen, ...(answer === undefined ? {} : { answer }) };
      await assert.rejects(drift(scene), says);
    });

  it("deletes what it listed, previews with the pack, updates with a refresh, and compares again", async () => {
    let deleted = false;
    const scene: Scene = {
      args: ["--repair"],
      answer: "yes",
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
      ["previewRefresh", "history", "refresh", "preview", "up", "previewRefresh"],
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

  it("updates nothing that the pack refuses once the drift is gone", async () => {
    const refusal = {
      sequence: 0,
      timestamp: 0,
      policyEvent: {
        policyPackName: "basalt",
        policyName: "image-digest",
        enforcementLevel: "mandatory",
        message: "no digest",
        resourceUrn: "",
      },
    };
    const scene: Scene = {
      args: ["--repair", "--yes"],
      live: withOpen,
      recorded: {
        preview: { events: [refusal as unknown as EngineEvent], failure: "error: preview failed" },
      },
    };
    await assert.rejects(
      drift(scene),
      /was not begun; what was repaired before it stays so\nimage-digest: no digest/,
    );
  });

  it("says what an issue needs before it compares anything", async () => {
    await assert.rejects(drift({ args: ["--issue"] }), /GITHUB_TOKEN: found nothing/);
  });

  it("takes --yes for a repair alone", async () => {
    await assert.rejects(drift({ args: ["--yes"] }), /--yes: found without --repair/);
  });
});
