import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CalicoDeclaration } from "../config/environmentSchema.js";

export interface CalicoArgs {
  readonly calico: CalicoDeclaration;
  /** Paths of the verified chart archives. */
  readonly archives: { readonly crds: string; readonly operator: string };
  /** Where it runs; empty where Calico is to find out by itself. */
  readonly provider: "EKS" | "";
  /** With this gone, nothing of Calico needs deleting. */
  readonly deletedWith?: pulumi.Resource;
}

const operatorNamespace = "tigera-operator";

/**
 * Calico as the CNI: its CRDs, its operator, and the objects that tell the operator what to run. Nodes join
 * only once this exists; {@link CalicoApi} comes after them.
 */
export class Calico extends pulumi.ComponentResource {
  /** What nodes need before they can be ready. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: CalicoArgs, opts?: pulumi.ComponentResourceOptions) {
    const { calico, deletedWith } = args;
    super("basalt:calico:Calico", name, { calico, provider: args.provider }, opts);
    // Nodes go before the operator at tear-down, so nobody would be left to take finalisers off.
    const own = { parent: this, deletedWith };
    const crds = new kubernetes.helm.v4.Chart(
      `${name}-crds`,
      { chart: args.archives.crds, name: "calico-crds" },
      own,
    );
    const namespace = new kubernetes.core.v1.Namespace(
      operatorNamespace,
      {
        metadata: {
          name: operatorNamespace,
          // The operator has to run before there is a pod network.
          labels: { "pod-security.kubernetes.io/enforce": "privileged", name: operatorNamespace },
        },
      },
      own,
    );
    const [operatorImage = "", operatorTag = ""] = splitTag(calico.operatorImage);
    const operator = new kubernetes.helm.v4.Chart(
      `${name}-operator`,
      {
        chart: args.archives.operator,
        name: "tigera-operator",
        namespace: operatorNamespace,
        // Pending until there are nodes, and they wait for it.
        skipAwait: true,
        values: {
          installation: { enabled: false },
          apiServer: { enabled: false },
          goldmane: { enabled: false },
          whisker: { enabled: false },
          // The program owns the CRDs.
          manageCRDs: false,
          tigeraOperator: {
            registry: operatorImage.split("/")[0],
            image: operatorImage.split("/").slice(1).join("/"),
            version: operatorTag,
          },
        },
      },
      { ...own, dependsOn: [namespace, crds] },
    );
    const after = { ...own, dependsOn: [operator] };
    const images = new kubernetes.apiextensions.CustomResource(
      `${name}-images`,
      {
        apiVersion: "operator.tigera.io/v1",
        kind: "ImageSet",
        // The operator looks for exactly this name, and refuses to run without it once any other exists.
        metadata: { name: `calico-${calico.version}` },
        spec: {
          images: Object.entries(calico.images)
            .map(([image, digest]) => ({ image: `calico/${image}`, digest }))
            .sort((a, b) => (a.image < b.image ? -1 : 1)),
        },
      },
      after,
    );
    const installation = new kubernetes.apiextensions.CustomResource(
      `${name}-installation`,
      {
        apiVersion: "operator.tigera.io/v1",
        kind: "Installation",
        metadata: { name: "default" },
        spec: {
          variant: "Calico",
          registry: calico.registry,
          kubernetesProvider: args.provider,
          // Neither is used, and both would write to the node.
          flexVolumePath: "None",
          kubeletVolumePluginPath: "None",
          cni: { type: "Calico", ipam: { type: "Calico" } },
          calicoNetwork: {
            bgp: "Disabled",
            linuxDataplane: "Iptables",
            // The default reaches for a public address.
            nodeAddressAutodetectionV4: { kubernetes: "NodeInternalIP" },
            ipPools: [
              {
                name: "pods",
                cidr: calico.podCidr,
                encapsulation: "VXLAN",
                natOutgoing: "Enabled",
                nodeSelector: "all()",
                blockSize: 26,
              },
            ],
          },
        },
      },
      { ...own, dependsOn: [operator, images] },
    );
    this.ready = [installation];
    this.registerOutputs();
  }
}

/** `registry/repository` and `tag@sha256:…`: the chart joins the two with a colon. */
function splitTag(image: string): string[] {
  const match = /^(.+?):([^:/@]+@sha256:.+)$/.exec(image);
  // Without a tag the digest itself is what stands behind "@sha256" and the colon.
  return match ? match.slice(1) : image.split(/:(?=[0-9a-f]{64}$)/);
}
