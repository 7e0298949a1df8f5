import type { Files } from "../../support/project.js";
import { archive } from "./archive.js";

/*
 * Programs of nobody's style: what a policy pack has to see is made in every way that Pulumi has, not in Basalt's.
 */

/** An object whose container can gain privileges. */
function deployment(name: string): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "example.com/web:1" }] } },
    },
  };
}

// JSON is YAML.
/** A chart of one such object. */
export const probeChart = archive({
  "probe/Chart.yaml": "apiVersion: v2\nname: probe\nversion: 1.0.0\n",
  "probe/templates/deployment.yaml": JSON.stringify(deployment("in-chart")),
}).toString("base64");

/** A program of TypeScript; `kubernetes`, `pulumi` and `deployment` are there. */
export function program(text: string): Files {
  return {
    "index.ts": `import { writeFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
const deployment = (name: string, container: object = {}) => ({
  metadata: { name, namespace: "default" },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: "web",
            image: "example.com/web:1",
            ...container,
          },
        ],
      },
    },
  },
});
${text}
`,
    "manifests/one.yaml": JSON.stringify(deployment("in-file")),
  };
}

/** Every way in which a Pulumi program makes Kubernetes objects. */
export const everyWay = program(`
writeFileSync("probe.tgz", Buffer.from("${probeChart}", "base64"));
const provider = new kubernetes.Provider("explicit", {});
const opts = { provider };
class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super("probe:index:Part", name, {}, { providers: [provider] });
    new kubernetes.apps.v1.Deployment("in-component", deployment("in-component"), { parent: this });
    this.registerOutputs({});
  }
}
new kubernetes.apps.v1.Deployment("with-provider", deployment("with-provider"), opts);
new Part("part");
new kubernetes.yaml.ConfigFile("file", { file: "manifests/one.yaml" }, opts);
new kubernetes.yaml.v2.ConfigGroup("group", { files: ["manifests/one.yaml"] }, opts);
new kubernetes.helm.v4.Chart("chart", { chart: "./probe.tgz" }, opts);
new kubernetes.helm.v3.Release("release", { chart: "./probe.tgz" }, opts);
`);
