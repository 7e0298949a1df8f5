import fc from "fast-check";
import type { Scene, SceneNamespace } from "./observerStack.js";

/* Small declarations at random: what a team may write in two namespaces of few workloads. */

const namespaces = ["east", "west"] as const;
const names = ["front", "middle", "store"] as const;

interface Drawn {
  readonly present: boolean;
  readonly port: number;
  readonly replicas: number;
  readonly level: string;
  readonly second: boolean;
}

const workload: fc.Arbitrary<Drawn> = fc.record({
  present: fc.boolean().map((value) => value),
  port: fc.constantFrom(8080, 8081),
  replicas: fc.constantFrom(1, 2, 3),
  level: fc.constantFrom("info", "debug"),
  second: fc.boolean(),
});

const places = namespaces.flatMap((namespace) => names.map((name) => [namespace, name] as const));
const pairs = places.flatMap((from) => places.filter((to) => to !== from).map((to) => [from, to] as const));

/** Any scene: of a workload always the same Service port, and a second one that comes and goes. */
export const anyScene: fc.Arbitrary<Scene> = fc
  .record({
    workloads: fc.array(workload, { minLength: places.length, maxLength: places.length }),
    flows: fc.subarray(pairs, { minLength: 1, maxLength: 6 }),
    onlyFirst: fc.boolean(),
    staged: fc.subarray([...namespaces], { maxLength: 1 }),
    kind: fc.constantFrom("Deployment", "Deployment", "Deployment", "StatefulSet"),
  })
  .map(({ workloads, flows, onlyFirst, staged, kind }) => {
    const drawn = new Map(
      places.map(([namespace, name], index) => [`${namespace}/${name}`, workloads[index]!]),
    );
    // One workload of each namespace is always there.
    const isThere = ([namespace, name]: (typeof places)[number]) =>
      name === "front" || drawn.get(`${namespace}/${name}`)!.present;
    const used = flows.filter((ends) => ends.every(isThere));
    const sceneOf = (namespace: string): SceneNamespace => ({
      ...(staged.includes(namespace as (typeof namespaces)[number])
        ? { enforcement: "staged" as const }
        : {}),
      workloads: Object.fromEntries(
        places
          .filter((place) => place[0] === namespace && isThere(place))
          .map(([, name]) => [name, rendered(drawn.get(`${namespace}/${name}`)!, name, kind)]),
      ),
      flows: used
        .filter((ends) => ends.some(([own]) => own === namespace))
        .map(([from, to]) => ({
          from: nameIn(namespace, from),
          to: nameIn(namespace, to),
          ...(onlyFirst ? { ports: ["http"] } : {}),
        })),
    });
    return Object.fromEntries(namespaces.map((namespace) => [namespace, sceneOf(namespace)]));
  });

function rendered({ port, replicas, level, second }: Drawn, name: string, kind: string): object {
  // Only one workload changes its kind, which is refused; and a headless Service translates no ports.
  const isHeadless = name === "store" && kind === "StatefulSet";
  return {
    image: "app",
    kind: isHeadless ? kind : "Deployment",
    replicas,
    env: { LEVEL: level },
    ports: {
      http: isHeadless ? 80 : { port, service: 80 },
      ...(second ? { admin: 9090 } : {}),
    },
  };
}

function nameIn(namespace: string, [other, name]: readonly [string, string]): string {
  return other === namespace ? name : `${other}/${name}`;
}
