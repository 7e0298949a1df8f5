import fc from "fast-check";
import type { ContainerPort } from "../oracle/objects.js";
import {
  accountLabels,
  anyLabels,
  anyPort,
  namespaceLabels,
  namespaceNames,
  podLabels,
  portNames,
  serviceAccountNames,
  written,
} from "./pools.js";

const anyContainerPort: fc.Arbitrary<ContainerPort> = fc
  .record({
    name: fc.option(fc.constantFrom(...portNames), { nil: undefined, freq: 5 }),
    containerPort: anyPort,
    protocol: fc.constantFrom(undefined, "TCP", "UDP", "SCTP"),
  })
  .map((port) => written(port) as ContainerPort);

// The API server refuses a second port of the same name, or of the same number and protocol, in one container.
const anyContainerPorts = fc
  .uniqueArray(anyContainerPort, {
    maxLength: 3,
    selector: ({ name, containerPort }) => name ?? containerPort,
  })
  .map((ports) => [...new Map(ports.map((port) => [port.containerPort, port])).values()]);

interface PodChoice {
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly hostNetwork: boolean;
  readonly account: string | undefined;
  readonly ports: readonly ContainerPort[];
}

/** Every pod has its own address, a host's pod its own node, so that no pod runs where it is reached from. */
function podObject(choice: PodChoice, index: number, isDualStack: boolean): object {
  const { namespace, labels, hostNetwork, account, ports } = choice;
  const v4 = hostNetwork ? `192.168.0.${20 + index}` : `10.244.${index % 2}.${10 + index}`;
  const v6 = hostNetwork ? `fd00:192:168::${20 + index}` : `fd00:10:244::${(10 + index).toString(16)}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `pod-${index}`, namespace, labels },
    spec: written({
      hostNetwork: hostNetwork ? true : undefined,
      serviceAccountName: account,
      // A port of a container with its node's network is also one of the node.
      containers: [
        {
          name: "main",
          image: "main",
          ports: ports.map((port) => (hostNetwork ? { ...port, hostPort: port.containerPort } : port)),
        },
      ],
    }),
    status: { podIP: v4, podIPs: [{ ip: v4 }, ...(isDualStack ? [{ ip: v6 }] : [])] },
  };
}

function namespaceObject(name: string, labels: Record<string, string>): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function accountObject(namespace: string, name: string, labels: Record<string, string>): object {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace, labels } };
}

/** One to three namespaces with their service accounts, and one to six pods. */
export function anyCluster(isDualStack: boolean): fc.Arbitrary<readonly object[]> {
  return fc.integer({ min: 1, max: 3 }).chain((count) => {
    const names = namespaceNames.slice(0, count);
    const pod: fc.Arbitrary<PodChoice> = fc.record({
      namespace: fc.constantFrom(...names),
      labels: anyLabels(podLabels),
      hostNetwork: fc.integer({ min: 0, max: 7 }).map((roll) => roll === 0),
      account: fc.constantFrom(undefined, ...serviceAccountNames),
      ports: anyContainerPorts,
    });
    const namespaces = fc
      .tuple(...names.map(() => anyLabels(namespaceLabels)))
      .map((labels) => labels.map((own, index) => namespaceObject(names[index]!, own)));
    const accounts = fc
      .tuple(...names.flatMap((name) => serviceAccountNames.map((account) => anyAccount(name, account))))
      .map((all) => all);
    return fc
      .tuple(namespaces, accounts, fc.array(pod, { minLength: 1, maxLength: 6 }))
      .map(([spaces, known, pods]) => [
        ...spaces,
        ...known,
        ...pods.map((choice, index) => podObject(choice, index, isDualStack)),
      ]);
  });
}

function anyAccount(namespace: string, name: string): fc.Arbitrary<object> {
  return anyLabels(accountLabels).map((labels) => accountObject(namespace, name, labels));
}
