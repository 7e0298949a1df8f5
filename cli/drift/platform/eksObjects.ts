import type { HostAccess } from "../hostAccess.js";
import type { Repair } from "../report.js";
import type { PlatformContext } from "./platformContext.js";
import type { PlatformObjects } from "./platformObject.js";
import { judgePods, judgeService } from "./systemPods.js";

/**
 * AWS accounts whose registries have the images of add-ons, and regions that are known to have one.
 * https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html
 */
const registries: Readonly<Record<string, readonly string[]>> = {
  "602401143452": [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "877085696533": ["af-south-1"],
  "800184023465": ["ap-east-1"],
  "900889452093": ["ap-south-2"],
  "296578399912": ["ap-southeast-3"],
  "491585149902": ["ap-southeast-4"],
  "761377655185": ["ca-west-1"],
  "918309763551": ["cn-north-1"],
  "961992271922": ["cn-northwest-1"],
  "900612956339": ["eu-central-2"],
  "590381155156": ["eu-south-1"],
  "455263428931": ["eu-south-2"],
  "066635153087": ["il-central-1"],
  "558608220178": ["me-south-1"],
  "759879836304": ["me-central-1"],
  "151742754352": ["us-gov-east-1"],
  "013241004608": ["us-gov-west-1"],
};

const registryHost =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\/eks\/([^:@]+)/;

/** Whether an image is EKS's: of a region that is not known here, every account's that is in that region. */
function isEksImage(image: unknown, region: string, repositories: RegExp): boolean {
  const [, account = "", place = "", repository = ""] =
    registryHost.exec(typeof image === "string" ? image : "") ?? [];
  if (!repositories.test(repository)) return false;
  if (registries[account]?.includes(place)) return true;
  return place === region && !Object.values(registries).some((regions) => regions.includes(region));
}

/** What is known of pods of EKS's. */
interface EksPods {
  /** Whose images they run: any of EKS's can do what one of them may. */
  readonly repositories: RegExp;
  readonly access?: readonly HostAccess[];
  readonly app?: string;
  readonly commands?: readonly string[];
}

/** The driver of volumes, and what Kubernetes has beside each such driver. */
const csiImages = /^(aws-ebs-csi-driver|csi-[a-z-]+|livenessprobe|volume-modifier-for-k8s)$/;

const repair: Repair = {
  by: "none",
  because: "EKS makes it: update its add-on with --resolve-conflicts OVERWRITE",
};

/** What EKS makes in a cluster that the declaration makes, of the add-ons that it has. */
export function eksObjects({ region, addons }: NonNullable<PlatformContext["eks"]>): PlatformObjects[] {
  const reason = "EKS makes these, of add-ons that the declaration pins by version";
  const pods = (kind: string, name: string, { repositories, ...known }: EksPods): PlatformObjects => ({
    names: [`apps/${kind} kube-system/${name}`],
    reason,
    judge: (object) =>
      judgePods(
        object,
        {
          isImage: (image) => isEksImage(image, region, repositories),
          images: "its image of EKS's",
          ...known,
        },
        repair,
      ),
  });
  const services = (...names: readonly string[]): PlatformObjects => ({
    names: names.map((name) => `/Service kube-system/${name}`),
    reason,
    judge: (object) =>
      judgeService(
        object,
        repair,
        object.metadata.name === "kube-dns" ? { "k8s-app": "kube-dns" } : undefined,
      ),
  });
  return [
    pods("DaemonSet", "kube-proxy", {
      repositories: /^kube-proxy$/,
      access: ["all"],
      app: "kube-proxy",
      commands: ["kube-proxy"],
    }),
    // What its image starts.
    pods("Deployment", "coredns", { repositories: /^coredns$/, app: "kube-dns", commands: [] }),
    services("kube-dns", "eks-extension-metrics-api"),
    ...(addons["eks-pod-identity-agent"] === undefined
      ? []
      : [
          pods("DaemonSet", "eks-pod-identity-agent", {
            repositories: /^eks-pod-identity-agent$/,
            access: ["all"],
          }),
        ]),
    ...(addons["aws-ebs-csi-driver"] === undefined
      ? []
      : [
          pods("DaemonSet", "ebs-csi-node", { repositories: csiImages, access: ["all"] }),
          pods("DaemonSet", "ebs-csi-node-windows", { repositories: csiImages, access: ["all"] }),
          pods("Deployment", "ebs-csi-controller", { repositories: csiImages }),
          services("ebs-csi-controller", "ebs-csi-node"),
        ]),
  ];
}
