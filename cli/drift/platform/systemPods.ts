import { isDeepStrictEqual } from "node:util";
import { listOf, mappingOf, type KubernetesObject, type Mapping } from "../cluster/kubernetesObject.js";
import type { Difference } from "../compare/differences.js";
import { hostAccess, type HostAccess } from "../hostAccess.js";
import { containersOf, podLabels, podSpecOf, templateOf } from "../podsOf.js";
import type { Repair } from "../report.js";
import type { Deviation } from "./platformObject.js";

/** What is known of the pods of the platform. */
export interface SystemPods {
  readonly isImage: (image: unknown) => boolean;
  /** Where such images are, for people. */
  readonly images: string;
  readonly access?: readonly HostAccess[];
  /** Their label `k8s-app`, by which policies select; absent where they have none. */
  readonly app?: string;
  /** What their containers start instead of what the image says; absent where that is not known. */
  readonly commands?: readonly string[];
  /** Variables with which Felix is told what to do; absent where it does not run in them. */
  readonly felix?: ReadonlySet<string>;
}

/** How a workload of the platform runs what its maker does not run, or reaches its node as that does not. */
export function judgePods(
  object: KubernetesObject,
  known: SystemPods,
  repair: Repair,
): Deviation | undefined {
  const pod = podSpecOf(object);
  const differences: readonly Difference[] = [
    ...appDifference(object, known.app),
    ...containersOf(pod?.spec ?? {}).flatMap(({ container, at }) =>
      containerDifferences(container, `${pod?.path ?? ""}.${at}`, known),
    ),
    ...hostAccess(object, known.access),
  ];
  return differences.length === 0 ? undefined : { differences, known: withApp(object, known.app), repair };
}

function containerDifferences(
  { image, command, env, envFrom }: Mapping,
  path: string,
  { isImage, images, commands, felix }: SystemPods,
): Difference[] {
  const [started] = listOf(command);
  // Felix reads them whatever their capitals.
  const isFelix = (name: unknown): name is string => typeof name === "string" && /^felix_/i.test(name);
  const names = listOf(env).map((each) => mappingOf(each)["name"]);
  return [
    ...(isImage(image)
      ? []
      : [{ path: `${path}.image`, change: "changed" as const, declared: images, live: image }]),
    ...(commands && started !== undefined && !commands.some((known) => known === started)
      ? [{ path: `${path}.command`, change: "changed" as const }]
      : []),
    ...names
      .filter(isFelix)
      .filter((name) => felix && !felix.has(name))
      .map((name) => ({ path: `${path}.env[${name}]`, change: "added" as const })),
    ...(felix && listOf(envFrom).length > 0 ? [{ path: `${path}.envFrom`, change: "added" as const }] : []),
  ];
}

function appDifference(object: KubernetesObject, app: string | undefined): Difference[] {
  const live = podLabels(object)?.["k8s-app"];
  if (live === app) return [];
  return [
    {
      path: "spec.template.metadata.labels.k8s-app",
      change: app === undefined ? "added" : "changed",
      ...(app === undefined ? {} : { declared: app }),
      ...(live === undefined ? {} : { live }),
    },
  ];
}

/** The object with the label that its pods are known to have. */
function withApp(object: KubernetesObject, app: string | undefined): KubernetesObject {
  const template = templateOf(object) ?? {};
  const metadata = mappingOf(template["metadata"]);
  const { "k8s-app": _live, ...labels } = mappingOf(metadata["labels"]);
  const known = app === undefined ? labels : { ...labels, "k8s-app": app };
  return {
    ...object,
    spec: { ...object.spec, template: { ...template, metadata: { ...metadata, labels: known } } },
  };
}

/** How a Service lets somebody in from outside the cluster. */
export function outsideAccess({ spec }: KubernetesObject): Difference[] {
  const type = spec?.["type"] ?? "ClusterIP";
  const addresses = listOf(spec?.["externalIPs"]);
  return [
    ...(type === "ClusterIP"
      ? []
      : [{ path: "spec.type", change: "changed" as const, declared: "ClusterIP", live: type }]),
    ...(addresses.length === 0
      ? []
      : [{ path: "spec.externalIPs", change: "added" as const, live: addresses }]),
  ];
}

/**
 * How a Service of the platform leads in from outside, which none of them does, or to others.
 *
 * @param selector labels of the pods that it leads to; absent where they are not known
 */
export function judgeService(
  object: KubernetesObject,
  repair: Repair,
  selector?: Mapping,
): Deviation | undefined {
  const live = mappingOf(object.spec?.["selector"]);
  const differences: readonly Difference[] = [
    ...outsideAccess(object),
    ...(selector && !isDeepStrictEqual(live, selector)
      ? [{ path: "spec.selector", change: "changed" as const, declared: selector, live }]
      : []),
  ];
  if (differences.length === 0) return undefined;
  return { differences, known: { ...object, spec: { ...object.spec, selector: selector ?? live } }, repair };
}
