import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";

/* The observer of the other tests, observed: a program that is broken on purpose breaks each law. */

const { workloads, flows } = base.shop;
const onOtherPort = withShop({
  workloads: { ...workloads, cart: { ...workloads.cart, ports: { grpc: { port: 7071, service: 7070 } } } },
});

interface Breakage {
  readonly title: string;
  readonly file: string;
  /** What is replaced by what. */
  readonly patches: readonly (readonly [found: string, replacement: string])[];
  /** Whether what runs first is made by the program as it is. Default: by the broken one. */
  readonly isLate?: boolean;
  readonly before?: Scene;
  readonly after: Scene;
  readonly broken: RegExp;
}

const breakages: readonly Breakage[] = [
  {
    title: "policies that pods do not wait for",
    file: "components/applications.ts",
    isLate: true,
    patches: [
      [
        "        namespace.name,\n        { namespace, podSecurityVersion, calicoReady, deployed, deletedWith },\n        own,",
        "        namespace.name,\n        { namespace, podSecurityVersion, calicoReady, deployed, deletedWith },\n" +
          "        { ...own, dependsOn: new Promise<pulumi.Resource[]>((resolve) => void setTimeout(resolve, 8000, [])) },",
      ],
      [
        "namespace: component.created,\n          needs: [\n            ...podsReady,\n            ...component.foundation,\n            ...policies,\n",
        "namespace: [],\n          needs: [\n            ...podsReady,\n",
      ],
    ],
    after: withShop({
      workloads: { ...workloads, web: { ...workloads.web, env: { CART: "cart:7070", STORE: "redis:6379" } } },
      flows: [...flows, { from: "web", to: "redis" }],
    }),
    broken: /neverCutOff.* shop\/web -> shop\/redis:6379 on 6379 has no/,
  },
  {
    title: "policies that change in place",
    file: "flows/policiesFor.ts",
    patches: [["-${side}-${hash}`", "-${side}${hash.slice(8)}`"]],
    after: onOtherPort,
    broken: /neverCutOff.* shop\/web -> shop\/cart:7070 on 7070 has no/,
  },
  {
    title: "pods that do not wait for the default-deny",
    file: "components/namespace.ts",
    patches: [
      ["this.foundation = [...bounds, ...this.closed];", "this.foundation = bounds;"],
      [
        "make(policy, [...needs, ...opening])",
        "make(policy, [...needs, ...opening, new Promise((resolve) => void setTimeout(resolve, 5000, created[0])) as never])",
      ],
    ],
    before: { billing: { ...base.billing, flows: [] } },
    after: base,
    broken: /closedBeforePods/,
  },
  {
    title: "a default-deny that goes before the next one comes",
    file: "components/namespace.ts",
    patches: [
      [
        "networkPolicy(`${name}.${policy.name}`, policy, { ...inside, dependsOn: [...dependsOn] });",
        'networkPolicy(`${name}.${policy.name}`, policy.name === defaultDenyName ? { ...policy, meaning: String(namespace.flows.length) } : policy, { ...inside, dependsOn: [...dependsOn], replaceOnChanges: ["metadata.annotations"], deleteBeforeReplace: true });',
      ],
    ],
    after: withShop({ flows: [...flows, { from: "web", to: "redis" }] }),
    broken: /alwaysClosed.* shop has no default-deny/,
  },
  {
    title: "Services that find a port by its number",
    file: "components/workload.ts",
    patches: [
      [
        "          targetPort: podPortName(port),\n          protocol: port.protocol,",
        "          targetPort: port.port,\n          protocol: port.protocol,",
      ],
    ],
    after: onOtherPort,
    broken: /alwaysServed.* shop\/cart:7070 has no pod/,
  },
  {
    title: "policies that open more than their flows",
    file: "flows/policiesFor.ts",
    patches: [["? [{ podSelector: { matchLabels: peer.selector } }]", "? [{ podSelector: {} }]"]],
    after: withShop({
      workloads: { ...workloads, basket: { image: "app", ports: { grpc: 7070 } } },
      flows: [...flows, { from: "cart", to: "basket" }],
    }),
    broken: /neverOpened.* shop\/web -> shop\/basket:7070 is open/,
  },
];

describe("the observer", function () {
  this.timeout(120_000);
  needsEngine();
  let started: ObservedStack | undefined;
  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  for (const { title, file, patches, isLate = false, before = base, after, broken } of breakages)
    it(`sees ${title}`, async () => {
      const test = (started = await startObservedStack(before));
      const breakIt = () => patches.forEach(([found, replacement]) => test.patch(file, found, replacement));
      if (!isLate) breakIt();
      assert.equal((await test.observe(before)).run.failure, undefined);
      if (isLate) breakIt();
      const update = await test.observe(after);
      assert.equal(update.run.failure, undefined);
      assert.match(update.broken.join("\n"), broken);
    });
});
