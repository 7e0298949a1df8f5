/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [field: string]: Json;
}

/** Labels, annotations, selectors. */
export type Labels = Record<string, string>;

/** Who an object belongs to: it goes with its last owner. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which fields somebody set, in server-side apply's own format (`f:` before each name). */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: FieldTree;
  readonly time?: string;
  readonly subresource?: string;
}

/** A tree of field names; a leaf is `{}`. */
export interface FieldTree {
  [field: string]: FieldTree;
}

/** What every object has. */
export interface Metadata {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Labels;
  annotations?: Labels;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
}

/** A condition in a status. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A label selector. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** A taint of a node. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What a pod tolerates. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** What Deployments and the like make pods from. */
export interface PodTemplate {
  metadata?: { labels?: Labels; annotations?: Labels };
  spec?: Spec;
}

/** The fields of all kinds' specs that the stand-ins read; the rest is kept as it came. */
export interface Spec {
  replicas?: number;
  completions?: number;
  selector?: LabelSelector | Labels;
  template?: PodTemplate;
  strategy?: { type?: string };
  updateStrategy?: { type?: string };
  serviceName?: string;
  volumeClaimTemplates?: { metadata: { name: string }; spec: JsonObject }[];
  nodeName?: string;
  nodeSelector?: Labels;
  tolerations?: Toleration[];
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        nodeSelectorTerms: {
          matchFields?: { key: string; values: string[] }[];
        }[];
      };
    };
  };
  containers?: { name: string; image?: string }[];
  volumes?: { name: string; persistentVolumeClaim?: { claimName: string } }[];
  terminationGracePeriodSeconds?: number;
  unschedulable?: boolean;
  taints?: Taint[];
  type?: string;
  clusterIP?: string;
  ports?: { name?: string; port: number; protocol?: string; targetPort?: number | string }[];
  minAvailable?: number | string;
  maxUnavailable?: number | string;
  finalizers?: string[];
  hard?: JsonObject;
  group?: string;
  scope?: string;
  names?: { plural: string; kind: string; singular?: string };
  versions?: { name: string; served: boolean; storage: boolean; subresources?: JsonObject }[];
  [field: string]: unknown;
}

/** The fields of all kinds' statuses that the stand-ins read and write. */
export interface Status {
  phase?: string;
  podIP?: string;
  conditions?: Condition[];
  disruptionsAllowed?: number;
  desiredHealthy?: number;
  currentHealthy?: number;
  observedGeneration?: number;
  disruptedPods?: Labels;
  currentRevision?: string;
  state?: string;
  loadBalancer?: { ingress?: { hostname?: string }[] };
  [field: string]: unknown;
}

interface Content {
  apiVersion: string;
  kind: string;
  spec?: Spec;
  status?: Status;
  [field: string]: unknown;
}

/** An object as an API server keeps it. */
export interface KubernetesObject extends Content {
  metadata: Metadata;
}

/** An object as a client sends it: the server fills in the rest. */
export interface Draft extends Content {
  metadata: Partial<Metadata>;
}

/** One line of a watch. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubernetesObject;
}

/** Whether a condition of that type is "True". */
export function hasCondition(object: KubernetesObject, type: string): boolean {
  return object.status?.conditions?.some((one) => one.type === type && one.status === "True") ?? false;
}

/** Whether a pod serves: it is ready, and not about to end. */
export function isReady(pod: KubernetesObject): boolean {
  return hasCondition(pod, "Ready") && pod.metadata.deletionTimestamp === undefined;
}
