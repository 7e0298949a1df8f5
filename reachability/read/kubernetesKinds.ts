import { readNamespace } from "./cluster/readNamespace.js";
import { readNode } from "./cluster/readNode.js";
import { readServiceAccount } from "./cluster/readServiceAccount.js";
import type { KindReader, KindReaders } from "./context.js";
import { readNetworkPolicy } from "./networkPolicy/readNetworkPolicy.js";
import { readEndpoints, readEndpointSlice } from "./services/readEndpointSlice.js";
import { readIngress } from "./services/readIngress.js";
import { readService } from "./services/readService.js";
import { readAutoscaler } from "./workloads/readAutoscaler.js";
import { type ControllerKind, readController } from "./workloads/readController.js";
import { readPod } from "./workloads/readPod.js";

const controller =
  (kind: ControllerKind): KindReader =>
  (object, context) =>
    readController(kind, object, context);

/** Readers of Kubernetes' own kinds that decide who can talk to whom, in the versions that are served. */
export const kubernetesKinds: KindReaders = {
  "v1/Namespace": readNamespace,
  "v1/ServiceAccount": readServiceAccount,
  "v1/Node": readNode,
  "v1/Pod": readPod,
  "v1/ReplicationController": controller("ReplicationController"),
  "apps/v1/Deployment": controller("Deployment"),
  "apps/v1/ReplicaSet": controller("ReplicaSet"),
  "apps/v1/StatefulSet": controller("StatefulSet"),
  "apps/v1/DaemonSet": controller("DaemonSet"),
  "batch/v1/Job": controller("Job"),
  "batch/v1/CronJob": controller("CronJob"),
  "autoscaling/v1/HorizontalPodAutoscaler": readAutoscaler,
  "autoscaling/v2/HorizontalPodAutoscaler": readAutoscaler,
  "v1/Service": readService,
  "v1/Endpoints": readEndpoints,
  "discovery.k8s.io/v1/EndpointSlice": readEndpointSlice,
  "networking.k8s.io/v1/Ingress": readIngress,
  "networking.k8s.io/v1/NetworkPolicy": readNetworkPolicy,
};
