import assert from "node:assert/strict";
import { jobName } from "../../components/jobName.js";
import type { RenderedWorkload } from "../../config/declaration.js";
import type { NodeGroupDeclaration } from "../../config/environmentSchema.js";
import { declared, withTools } from "../support/recorded.js";

const statement = (action: string) => ({ actions: [action], resources: ["*"] });

describe("jobName", () => {
  let job: RenderedWorkload;
  let group: NodeGroupDeclaration;
  before(() => {
    const { namespaces, cluster } = declared({ changes: [withTools] });
    assert.ok(cluster.kind === "eks");
    group = cluster.nodes[0]!;
    const tools = namespaces.find(({ name }) => name === "tools")!;
    job = tools.workloads.find(({ name }) => name === "migrate") as RenderedWorkload;
  });

  const changes: readonly (readonly [string, () => Partial<RenderedWorkload>, boolean])[] = [
    ["image", () => ({ image: job.image.replace("aaaa", "bbbb") }), true],
    ["arguments", () => ({ args: ["--again"] }), true],
    ["environment", () => ({ env: { LEVEL: "debug" } }), true],
    ["files", () => ({ files: { "/etc/a": "1" } }), true],
    ["requests", () => ({ requests: { cpu: "1", memory: "1Gi" } }), true],
    ["node group", () => ({ nodes: group }), true],
    ["a role in AWS", () => ({ aws: { statements: [statement("sqs:SendMessage")] } }), true],
    ["nothing", () => ({}), false],
  ];
  for (const [what, changeOf, runs] of changes) {
    it(`${runs ? "runs again" : "stays"} with a change of ${what}`, () => {
      assert.equal(jobName({ ...job, ...changeOf() }) !== jobName(job), runs);
    });
  }

  it("stays when its role in AWS may do something else", () => {
    const allowed = (action: string): RenderedWorkload => ({
      ...job,
      aws: { statements: [statement(action)] },
    });
    assert.equal(jobName(allowed("sqs:SendMessage")), jobName(allowed("sqs:ReceiveMessage")));
  });

  it("stays what it was before there were roles and volumes", () => {
    const { aws: _aws, volumes: _volumes, ...before } = job;
    assert.equal(jobName(before), jobName(job));
  });

  it("stays when its node group grows, or its nodes are replaced by newer ones", () => {
    const bound: RenderedWorkload = { ...job, nodes: group };
    const grown = { ...group, size: { min: 5, max: 50 }, release: "1.66.1-1ad6b4a4" };
    assert.equal(jobName({ ...bound, nodes: grown }), jobName(bound));
  });
});
