import assert from "node:assert/strict";
import { join } from "node:path";
import type { PlanReport } from "../../cli/plan/report.js";
import { Analyzer } from "../../policies/analyzer/analyzer.js";
import { bundlePack } from "../../policies/bundle.js";
import { imageDigest } from "../../policies/rules/image-digest.js";
import { command } from "../support/io.js";
import { eksProject, type Change, type Files } from "../support/project.js";
import { toldBy } from "../support/toldBy.js";
import { startDeployment, startPreviews, type TestDeployment } from "./support/deployment.js";
import { everyWay, program } from "./support/probe.js";
import { everything, sampleProject, type EngineProject } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { PolicyVerdict, Run } from "./support/run.js";

/** How a stack is judged: by the copy's own pack, with the environment's configuration. */
function judgedAs(directory: string, stack: string) {
  return {
    policyPacks: [join(directory, "policies")],
    policyPackConfigs: [join(directory, `policies/environments/${stack}.json`)],
  };
}

const isMandatory = ({ level }: PolicyVerdict) => level === "mandatory";

/** What a namespace that is rehearsed may do until it is enforced: everything. */
const whileRehearsed: Change = (files) => {
  const path = "policies/environments/test.json";
  const exceptions = (resource: string) => ({
    exceptions: [{ resource, reason: "rehearsed until its flows are known", expires: "2999-12-31" }],
  });
  const allowAll = "kubernetes:networking.k8s.io/v1:NetworkPolicy::rehearsal.allow-all-while-staged";
  const configuration = {
    ...(JSON.parse(files[path]!) as object),
    "no-allow-all-policy": exceptions(allowAll),
    "no-metadata-egress": exceptions(allowAll),
    "namespace-pod-security": exceptions("kubernetes:core/v1:Namespace::rehearsal"),
    "namespace-default-deny": exceptions("kubernetes:core/v1:Namespace::rehearsal"),
  };
  return { ...files, [path]: JSON.stringify(configuration) };
};

const projects: Record<string, EngineProject> = {
  "dev of the sample": sampleProject("dev"),
  "staging of the sample": sampleProject("staging"),
  "prod of the sample": sampleProject("prod"),
  "an existing cluster": sampleProject("kind"),
  "a project with every feature": everything(whileRehearsed(eksProject)),
};

/** Resources of which only the engine knows: those that providers make inside their components. */
const onlyOnEngine = /\$(eks:index:Cluster|kubernetes:helm\.sh\/v4:Chart)\$/;

/** What the plan knows, and the engine does not tell: the arguments of components that providers register. */
const isUntold = ({ message }: PolicyVerdict) => message.includes(": the engine tells policies nothing of");

describe("the policy pack on the real engine", function () {
  this.timeout(300_000);
  needsEngine();

  for (const [title, project] of Object.entries(projects))
    it(`lets ${title} pass, and says of it what the plan says`, async () => {
      const { stack } = project;
      const test = await (project.existing
        ? startDeployment({ ...project, fallbackNode: true })
        : startPreviews(project));
      try {
        const { directory } = test.engine;
        const run = await test.engine.preview(judgedAs(directory, stack));
        assert.deepEqual([run.verdicts.filter(isMandatory), run.failure], [[], undefined]);

        const { out, err } = await command(["plan", "--stack", stack, "--json"], directory);
        assert.equal(err, "");
        const { policies, resources } = JSON.parse(out) as PlanReport;
        const root = resources.find(({ parent }) => parent === undefined)!.urn;
        const inPlan = policies.findings
          // The engine has a cluster that renders charts.
          .filter(({ rule }) => !(project.existing && rule === "rendered-charts"))
          .map(({ level, rule, urn = root, message }) => [level, rule, urn, message].join(" "));
        const onEngine = run.verdicts
          .filter((verdict) => !onlyOnEngine.test(verdict.urn) && !isUntold(verdict))
          .map(({ level, policy, urn, message }) => [level, policy, urn, message].join(" "));
        assert.deepEqual(onEngine.sort(), inPlan.sort());
        const seen = run.verdicts.filter(({ urn }) => onlyOnEngine.test(urn));
        assert.ok(seen.length > 0, "no rule had a word about what a component makes inside");
      } finally {
        await test.stop();
      }
    });

  describe("with programs of any style", () => {
    let test: TestDeployment | undefined;
    const judgedAlone = (files: Files) => {
      test!.engine.write(files);
      const pack = { policyPacks: [join(test!.engine.directory, "policies")] };
      return { preview: () => test!.engine.preview(pack), up: () => test!.engine.up(pack) };
    };
    before(async () => {
      test = await startDeployment({ files: everyWay, stack: "probe", fallbackNode: true });
    });
    after(async () => {
      await test?.stop();
    });
    const refusedBy = ({ verdicts }: Run, policy: string) =>
      [
        ...new Set(
          verdicts
            .filter((verdict) => isMandatory(verdict) && verdict.policy === policy)
            .map(({ urn }) => urn.split("::").slice(2).join("::")),
        ),
      ].sort();

    it("sees what is made with a provider of its own, in components, from YAML and by a v4 chart", async () => {
      const run = await judgedAlone(everyWay).preview();
      assert.notEqual(run.failure, undefined);
      const type = "kubernetes:apps/v1:Deployment";
      assert.deepEqual(refusedBy(run, "no-privileged-container"), [
        `${type}::with-provider`,
        `kubernetes:helm.sh/v4:Chart$${type}::chart:default/in-chart`,
        `kubernetes:yaml/v2:ConfigGroup$${type}::group:default/in-file`,
        `kubernetes:yaml:ConfigFile$${type}::default/in-file`,
        `probe:index:Part$${type}::in-component`,
      ]);
    });

    it("says of a v3 release that nobody can see into it", async () => {
      const run = await judgedAlone(everyWay).preview();
      assert.deepEqual(refusedBy(run, "no-opaque-release"), ["kubernetes:helm.sh/v3:Release::release"]);
    });

    it("says of components whose arguments the engine does not tell that nobody can judge those", async () => {
      const run = await judgedAlone(everyWay).preview();
      assert.deepEqual(
        run.verdicts
          .filter(isUntold)
          .map(({ level, policy, urn }) => [level, policy, urn.split("::").slice(2).join("::")].join(" "))
          .sort(),
        [
          "advisory no-remote-manifest kubernetes:yaml/v2:ConfigGroup::group",
          "advisory pinned-chart kubernetes:helm.sh/v4:Chart::chart",
        ],
      );
    });

    it("hears of a resource among the values what the plan tells the pack", async () => {
      const pods = `
        class Part extends pulumi.ComponentResource {}
        class Pod extends pulumi.ComponentResource {
          constructor(name: string, spec: object) { super("kubernetes:core/v1:Pod", name, { spec }); }
        }
        const map = new kubernetes.core.v1.ConfigMap("map", { data: { a: "b" }, immutable: true });
        const part = new Part("probe:index:Part", "part");
        const images = { map, part, secret: pulumi.secret({ map }), file: new pulumi.asset.StringAsset("x") };
        for (const [name, image] of Object.entries(images) as any) {
          const spec = { containers: [{ name, image }] };
          new Pod("part-" + name, spec);
          if (name === "map" || name === "part") new kubernetes.core.v1.Pod("pod-" + name, { spec });
        }
      `;
      const rule = imageDigest.name;
      const { directory } = test!.engine;
      test!.engine.write({ ...program(pods), "only.json": onlyRule(rule) });
      const run = await test!.engine.preview({
        policyPacks: [join(directory, "policies")],
        policyPackConfigs: [join(directory, "only.json")],
      });
      const onEngine = run.verdicts
        .filter(({ policy }) => policy === rule)
        .map(({ level, urn, message }) => [level, urn, message]);

      const analyzer = new Analyzer([imageDigest]);
      const { registered } = await toldBy(() => import(join(directory, "index.ts")), "basalt", "probe");
      const inPlan = registered
        .flatMap((resource) =>
          analyzer.analyze({ ...resource, properties: resource.properties.toJavaScript() }),
        )
        .map(({ level, urn, message }) => [level, urn, message]);
      assert.equal(inPlan.length, 6);
      assert.deepEqual(onEngine.sort(), inPlan.sort());
    });

    it("creates nothing of what a mandatory rule refuses, though the preview is skipped", async () => {
      const run = await judgedAlone(
        program('new kubernetes.apps.v1.Deployment("refused", deployment("refused"));'),
      ).up();
      assert.notEqual(run.failure, undefined);
      assert.deepEqual(refusedBy(run, "no-privileged-container"), ["kubernetes:apps/v1:Deployment::refused"]);
      assert.deepEqual(
        run.finished.filter(({ type }) => type.startsWith("kubernetes:apps/")),
        [],
      );
    });

    /** Programs in which a known mistake stands behind what only a deployment can tell. */
    const behindUnknown: readonly (readonly [string, string, string])[] = [
      [
        "a container after one that is unknown",
        "no-privileged-container",
        `new kubernetes.core.v1.Pod("pod", { spec: { containers: [
          { name: "a", image: later, securityContext: { privileged: unknown, allowPrivilegeEscalation: unknown } },
          { name: "b", image: later, securityContext: { privileged: true } },
        ] } });`,
      ],
      [
        "a volume after one that is unknown",
        "no-host-path",
        `new kubernetes.core.v1.Pod("pod", { spec: {
          containers: [{ name: "a", image: later }],
          volumes: [{ name: later, configMap: { name: later } }, { name: "b", hostPath: { path: "/" } }],
        } });`,
      ],
      [
        "the pod's own settings beside an unknown container",
        "no-host-namespaces",
        `new kubernetes.core.v1.Pod("pod", { metadata: { namespace: later }, spec: {
          hostNetwork: true, containers: [{ name: later, image: later }],
        } });`,
      ],
    ];
    const unknownNames = `
      const map = new kubernetes.core.v1.ConfigMap("map", { data: { a: "b" }, immutable: true });
      const later = map.id;
      const unknown = later.apply((text) => text === "");
    `;
    for (const [title, rule, text] of behindUnknown)
      it(`refuses in the preview, not in the update: ${title}`, async () => {
        const run = await judgedAlone(program(unknownNames + text)).preview();
        assert.deepEqual(refusedBy(run, rule), ["kubernetes:core/v1:Pod::pod"]);
      });

    it("waits for what only a deployment can tell, and lets it through where it is good", async () => {
      const text = `${unknownNames}
        const pod = deployment("later", { securityContext: { allowPrivilegeEscalation: unknown } });
        new kubernetes.apps.v1.Deployment("later", pod);
      `;
      const only = { files: program(text), config: onlyRule("no-privileged-container") };
      test!.engine.write({ ...only.files, "only.json": only.config });
      const { directory } = test!.engine;
      const options = {
        policyPacks: [join(directory, "policies")],
        policyPackConfigs: [join(directory, "only.json")],
      };
      const preview = await test!.engine.preview(options);
      assert.deepEqual(
        [preview.failure, preview.verdicts.map(({ level, message }) => [level, message.split(":")[0]])],
        [undefined, [["advisory", "undecided"]]],
      );
      const up = await test!.engine.up(options);
      assert.deepEqual([up.failure, up.verdicts], [undefined, []]);
    });

    it("judges by the bundle that is published as by its sources", async () => {
      const { directory } = test!.engine;
      const bundle = join(directory, ".basalt/policies");
      await bundlePack(bundle);
      test!.engine.write(everyWay);
      const bySources = await test!.engine.preview({ policyPacks: [join(directory, "policies")] });
      const byBundle = await test!.engine.preview({ policyPacks: [bundle] });
      const said = ({ verdicts }: Run) => verdicts.map((verdict) => JSON.stringify(verdict)).sort();
      assert.ok(bySources.verdicts.length > 0);
      assert.deepEqual(said(byBundle), said(bySources));
    });
  });

  it("refuses a configuration that the pack does not understand", async () => {
    const test = await startPreviews(sampleProject("dev"));
    try {
      test.engine.write({
        ...sampleProject("dev").files,
        "bad.json": JSON.stringify({ "no-privileged-container": { exceptions: [{ resource: "a:b:C::d" }] } }),
      });
      const { directory } = test.engine;
      const run = await test.engine.preview({
        policyPacks: [join(directory, "policies")],
        policyPackConfigs: [join(directory, "bad.json")],
      });
      assert.match(run.failure ?? "", /exceptions\.0: reason is required/);
    } finally {
      await test.stop();
    }
  });
});

/** A configuration by which one rule alone is asked. */
function onlyRule(name: string): string {
  return JSON.stringify({ all: "disabled", [name]: "mandatory" });
}
