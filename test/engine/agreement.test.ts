import assert from "node:assert/strict";
import { plain } from "../../cli/plan/plain.js";
import { unknownText } from "../../cli/plan/record.js";
import { planReport, type PlanReport } from "../../cli/plan/report.js";
import { runProgram } from "../../cli/plan/runProgram.js";
import { loadDeclaration } from "../../config/load.js";
import { eksProject } from "../support/project.js";
import { nameOf, typeOf } from "./support/aws/identity.js";
import { startDeployment, startPreviews } from "./support/deployment.js";
import { everything, sampleProject, type EngineProject } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";

const projects: Record<string, EngineProject> = {
  "dev of the sample": sampleProject("dev"),
  "staging of the sample": sampleProject("staging"),
  "prod of the sample": sampleProject("prod"),
  "an existing cluster": sampleProject("kind"),
  "a project with every feature": everything(eksProject),
};

/** Resources that a preview shows and no plan can: by type, and by the types of their ancestors. */
const onlyInPreviews: readonly { readonly resources: RegExp; readonly because: string }[] = [
  {
    resources:
      /\$eks:index:Cluster(\$eks:index:ServiceRole)?\$(aws:eks\/(cluster:Cluster|addon:Addon|accessEntry:AccessEntry)|aws:eks\/accessEntry:AccessEntry\$aws:eks\/accessPolicyAssociation:AccessPolicyAssociation|aws:iam\/(role:Role|rolePolicyAttachment:RolePolicyAttachment)|eks:index:ServiceRole|pulumi:providers:kubernetes)$/,
    because: "the EKS component makes them in its own process",
  },
  {
    resources:
      /\$kubernetes:helm.sh\/v4:Chart\$kubernetes:(apiextensions.k8s.io\/v1:CustomResourceDefinition|apps\/v1:Deployment)$/,
    because: "charts are rendered for a cluster that is there",
  },
  { resources: /^pulumi:providers:(eks|pulumi)$/, because: "the engine makes default providers itself" },
];

type Side = (value: unknown) => boolean;
const absent: Side = (value) => value === undefined;
const unknown: Side = (value) => value === unknownText;
const text: Side = (value) => typeof value === "string" && value !== unknownText;
const emptyList: Side = (value) => Array.isArray(value) && value.length === 0;
const anything: Side = () => true;

/** Inputs that differ: by type and path, and what each side has there. */
const differentInputs: readonly {
  readonly type: RegExp;
  readonly path: RegExp;
  readonly plan: Side;
  readonly preview: Side;
  readonly because: string;
}[] = [
  {
    type: /^aws:/,
    path: /^region$/,
    plan: absent,
    preview: (value) => value === "eu-central-1",
    because: "the AWS provider adds its region to what is in one",
  },
  {
    type: /^aws:/,
    path: /^__defaults(\[0\])?$/,
    plan: absent,
    preview: anything,
    because: "the AWS provider notes which names are its own",
  },
  {
    type: /^aws:(ec2\/(launchTemplate|securityGroup)|iam\/role|s3\/bucket|eks\/nodeGroup):/,
    path: /^(name|bucket|nodeGroupName)$/,
    plan: absent,
    preview: text,
    because: "the AWS provider makes names",
  },
  {
    type: /^aws:iam\/rolePolicyAttachment:/,
    path: /^role$/,
    plan: unknown,
    preview: text,
    because: "names that the AWS provider makes are known in a preview",
  },
  {
    type: /^kubernetes:core\/v1:ConfigMap$/,
    path: /^metadata\.(name|annotations\.pulumi\.com\/autonamed)$/,
    plan: absent,
    preview: text,
    because: "the Kubernetes provider makes names",
  },
  {
    type: /^kubernetes:apps\/v1:Deployment$/,
    path: /\.configMapRef\.name$/,
    plan: unknown,
    preview: text,
    because: "names that the Kubernetes provider makes are known where the cluster is",
  },
  {
    type: /^kubernetes:(apps\/v1:Deployment|networking.k8s.io\/v1:NetworkPolicy)$/,
    path: /\.(envFrom|ports|volumeMounts|volumes|ingress|egress)$/,
    plan: emptyList,
    preview: absent,
    because: "where the cluster is, the Kubernetes provider leaves out empty lists",
  },
  {
    type: /^kubernetes:helm.sh\/v4:Chart$/,
    path: /^(chart|name|namespace|skipAwait|values\..+)$/,
    plan: anything,
    preview: absent,
    because: "the Kubernetes provider registers charts without what it was given",
  },
  {
    type: /^pulumi:providers:/,
    path: /^(version|__internal)$/,
    plan: absent,
    preview: anything,
    because: "the engine notes how it starts a provider",
  },
  {
    type: /^pulumi:providers:kubernetes$/,
    path: /^kubeconfig$/,
    plan: absent,
    preview: text,
    because: "the SDK takes the kubeconfig's path from the environment, which the plan does not read",
  },
];

describe("the offline plan and the engine's preview", function () {
  this.timeout(300_000);
  needsEngine();
  const used = new Set<object>();

  for (const [title, project] of Object.entries(projects))
    it(`agree on the resources of ${title}, and on their inputs`, async () => {
      const { plan, preview } = await both(project);
      const planned = new Map(plan.resources.map((resource) => [resource.urn, resource]));
      const unexplained: string[] = [];
      const explain = (entry: object | undefined, difference: () => string) => {
        if (entry) used.add(entry);
        else unexplained.push(difference());
      };

      for (const urn of planned.keys())
        if (!preview.inputs.has(urn)) explain(undefined, () => `only in the plan: ${urn}`);
      for (const urn of preview.inputs.keys()) {
        if (planned.has(urn)) continue;
        const types = urn.split("::")[2]!;
        const entry = onlyInPreviews.find(({ resources }) => resources.test(types));
        explain(entry, () => `only in the preview: ${urn}`);
      }
      for (const [urn, resource] of planned) {
        const inPlan = leaves(resource.inputs);
        const inPreview = leaves(plain(preview.inputs.get(urn) ?? {}));
        for (const path of new Set([...inPlan.keys(), ...inPreview.keys()])) {
          const [one, other] = [inPlan.get(path), inPreview.get(path)];
          if (JSON.stringify(one) === JSON.stringify(other)) continue;
          const entry = differentInputs.find(
            (each) =>
              each.type.test(typeOf(urn)) && each.path.test(path) && each.plan(one) && each.preview(other),
          );
          explain(
            entry,
            () =>
              `${typeOf(urn)} ${nameOf(urn)} ${path}: ${JSON.stringify(one ?? null)} in the plan, ${JSON.stringify(other ?? null)} in the preview`,
          );
        }
      }
      assert.deepEqual(unexplained, []);
    });

  it("differ in all that the tables say", () => {
    const unused = [...onlyInPreviews, ...differentInputs].filter((entry) => !used.has(entry));
    assert.deepEqual(
      unused.map(({ because }) => because),
      [],
    );
  });
});

/** What the command says without a network, and what the engine says of the same files. */
async function both(project: EngineProject): Promise<{ plan: PlanReport; preview: Run }> {
  const test = await (project.existing
    ? startDeployment({ ...project, fallbackNode: true })
    : startPreviews(project));
  try {
    const { directory } = test.engine;
    const declaration = loadDeclaration({ directory, stack: project.stack });
    const report = planReport(declaration, await runProgram(declaration, directory, "basalt"));
    assert.deepEqual(report.findings, []);
    const preview = await test.engine.preview();
    assert.equal(preview.failure, undefined);
    // As it is printed.
    return { plan: JSON.parse(JSON.stringify(report)) as PlanReport, preview };
  } finally {
    await test.stop();
  }
}

/** Everything that is not a mapping or a list, by its path; and those that are empty. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  const isNested = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isNested) return new Map(path === "" ? [] : [[path, value]]);
  return new Map(
    Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => [
      ...leaves(inner, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
    ]),
  );
}
