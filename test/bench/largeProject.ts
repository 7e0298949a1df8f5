import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/**
 * Writes a project of `namespaces` namespaces with `workloads` workloads each, alike in structure to the
 * sample: every workload serves a port, and each namespace has its flows in the sample's proportion, one of
 * them from the Internet and one to the next namespace.
 */
export function writeLargeProject(
  sample: string,
  directory: string,
  namespaces: number,
  workloads: number,
): void {
  mkdirSync(join(directory, "namespaces"), { recursive: true });
  cpSync(join(sample, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  cpSync(join(sample, "policies"), join(directory, "policies"), { recursive: true });
  const stack = readFileSync(join(sample, "Pulumi.dev.yaml"), "utf8").replace(
    /\n {2}basalt:namespaces:[^]*$/,
    "\n",
  );
  writeFileSync(join(directory, "Pulumi.dev.yaml"), stack);
  for (let index = 0; index < namespaces; index++) {
    writeFileSync(
      join(directory, "namespaces", `team-${index}.yaml`),
      stringify(namespaceFile(index, namespaces, workloads)),
    );
  }
}

function namespaceFile(index: number, namespaces: number, workloads: number): object {
  const name = (workload: number) => `service-${workload}`;
  const previous = `team-${(index + namespaces - 1) % namespaces}`;
  const next = `team-${(index + 1) % namespaces}`;
  return {
    namespace: `team-${index}`,
    workloads: Object.fromEntries(
      Array.from({ length: workloads }, (_, workload) => [
        name(workload),
        {
          image: "agnhost",
          args: ["serve-hostname", "--port=8080"],
          ports: { http: 8080 },
          ...(workload % 3 === 0 ? { env: { NEXT: name(workload + 1) } } : {}),
        },
      ]),
    ),
    flows: [
      { from: "internet", to: name(0), ports: ["http"], tls: "shop" },
      ...Array.from({ length: workloads - 1 }, (_, workload) => ({
        from: name(workload),
        to: name(workload + 1),
        ports: ["http"],
      })),
      ...Array.from({ length: Math.floor(workloads / 3) }, (_, workload) => ({
        from: name(0),
        to: name(workload + 2),
        ports: ["http"],
      })),
      { from: name(workloads - 1), to: `${next}/${name(1)}`, ports: ["http"] },
      { from: `${previous}/${name(workloads - 1)}`, to: name(1), ports: ["http"] },
    ],
  };
}
