import { buildSync } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/*
 * What reading manifests costs by parser, each in a process of its own, its loading included: the candidates of
 * docs/decisions.md against what the project reads with. The command fails when that is not clearly the cheaper.
 */

const root = resolve(__dirname, "../..");

/** 1,000 workloads and 3,000 policies in 50 namespaces, some 4 MB, as a chart renders them. */
function writeManifests(path: string): void {
  const documents: string[] = [];
  for (let team = 0; team < 50; team++) {
    documents.push(`apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-${team}\n`);
    for (let workload = 0; workload < 20; workload++) {
      documents.push(deployment(`team-${team}`, `service-${workload}`));
      for (let part = 0; part < 3; part++) documents.push(policy(team, workload, part));
    }
  }
  writeFileSync(path, documents.join("---\n"));
}

const deployment = (namespace: string, name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${namespace}
  annotations:
    description: "The ${name} of ${namespace}, which answers requests"
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: ${namespace}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: main
          image: registry.example.com/${name}@sha256:${"0123456789abcdef".repeat(4)}
          args: ["--listen=:8080", "--log-level", "info"]
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
            - name: metrics
              containerPort: 9090
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop:
                - ALL
`;

const policy = (
  team: number,
  workload: number,
  part: number,
) => `# What service-${workload} may do, part ${part}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: service-${workload}-${part}
  namespace: team-${team}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: service-${workload}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: team-${(team + part) % 50}
          podSelector:
            matchLabels:
              app.kubernetes.io/name: service-${(workload + part) % 20}
      ports:
        - protocol: TCP
          port: 8080
  egress:
    - to:
        - ipBlock:
            cidr: 10.${team}.${workload}.0/24
            except:
              - 10.${team}.${workload}.7/32
      ports:
        - { protocol: TCP, port: 5432 }
    - to:
        - namespaceSelector: {}
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
`;

/** Expressions that read the file `path` and give how many objects it has. */
const readers = {
  nothing: `require("node:fs").readFileSync(path, "utf8").length && 4050`,
  "yaml, parseAllDocuments": `require("yaml").parseAllDocuments(require("node:fs").readFileSync(path, "utf8")).map(d => d.toJS()).length`,
  "js-yaml, loadAll": `require("js-yaml").loadAll(require("node:fs").readFileSync(path, "utf8")).length`,
  "js-yaml, parseEvents only": `require("js-yaml").parseEvents(require("node:fs").readFileSync(path, "utf8"), {}).filter(e => e.type === 1).length`,
  readManifests: `require(bundle).readManifests(path).manifests.length`,
};

function seconds(expression: string, path: string, bundle: string): number {
  const script = `const [path, bundle] = process.argv.slice(1); if ((${expression}) !== 4050) throw new Error("not all were read")`;
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ["-e", script, path, bundle], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function makeBundle(path: string): void {
  // As the command is started: transpiled beforehand.
  buildSync({
    entryPoints: [join(root, "cli/manifests/readManifests.ts")],
    outfile: path,
    bundle: true,
    external: ["js-yaml"],
    platform: "node",
    format: "cjs",
  });
}

const directory = mkdtempSync(join(root, "node_modules", ".bench-"));
try {
  const path = join(directory, "manifests.yaml");
  const bundle = join(directory, "readManifests.cjs");
  writeManifests(path);
  makeBundle(bundle);
  const runs = Object.fromEntries(Object.keys(readers).map((name) => [name, [] as number[]]));
  for (let run = 0; run < 7; run++)
    for (const [name, expression] of Object.entries(readers))
      runs[name]!.push(seconds(expression, path, bundle));
  const median = (name: string) => runs[name]!.sort((a, b) => a - b)[3]!;
  const base = median("nothing");
  const own = median("readManifests") - base;
  console.log(`${"Node that reads the file alone".padEnd(32)} ${base.toFixed(3)} s`);
  for (const name of Object.keys(readers).filter((each) => each !== "nothing")) {
    const more = median(name) - base;
    console.log(`${name.padEnd(32)} ${more.toFixed(3)} s more   ${(more / own).toFixed(2)}x readManifests`);
  }
  const ratio = (median("yaml, parseAllDocuments") - base) / own;
  console.log(`yaml against readManifests: ${ratio.toFixed(2)}x   (at least 3x)`);
  if (ratio < 3) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
