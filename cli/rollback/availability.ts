import { setTimeout as wait } from "node:timers/promises";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { askAws } from "../aws/askAws.js";
import { awsIn } from "../aws/clients.js";
import { LookUpError } from "../lookUpError.js";
import { parseImage } from "../pins/registry/imageReference.js";
import { dockerLogin } from "../pins/registry/dockerLogin.js";
import { Repository } from "../pins/registry/registry.js";
import type { Refusal } from "./refusal.js";

/** Whether something can still be had; `unknown` says why nobody can tell. */
export type Available = "there" | "gone" | { readonly unknown: string };

/** An AMI release of a family, for nodes of a Kubernetes version. */
export interface NodeImage {
  readonly family: string;
  readonly release: string;
  readonly architecture: string;
  readonly version: string;
  readonly region: string;
}

/** Who knows what can still be had. */
export interface Availability {
  nodeImage(image: NodeImage): Promise<Available>;
  /** @param reference with a digest */
  image(reference: string): Promise<Available>;
}

/**
 * AMI releases by their parameters in SSM. That AWS has no such parameter means that it is gone only for Bottlerocket,
 * whose documentation promises one for each release.
 * https://github.com/bottlerocket-os/bottlerocket/blob/develop/QUICKSTART-EKS.md
 */
export async function nodeImageInAws({
  family,
  release,
  architecture,
  version,
  region,
}: NodeImage): Promise<Available> {
  const name =
    family === "bottlerocket"
      ? `/aws/service/bottlerocket/aws-k8s-${version}/${architecture}/${release}/image_id`
      : undefined;
  if (name === undefined) return { unknown: `AWS documents no parameter for a single release of ${family}` };
  try {
    const answer = await askAws(
      "ssm:GetParameter",
      () => awsIn(region).ssm.send(new GetParameterCommand({ Name: name })),
      ["ParameterNotFound"],
    );
    return answer === undefined ? "gone" : "there";
  } catch (error) {
    if (error instanceof LookUpError) return { unknown: error.message };
    throw error;
  }
}

/** What a digest may stand for: an index or a single image, of both specifications. */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Images by a question to their registry, with the login that Docker has, if any; nothing is downloaded. */
export async function imageInRegistry(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Available> {
  const { registry, repository, digest } = parseImage(reference);
  const access = { http: { fetch, wait }, login: (name: string) => dockerLogin(name, env) };
  const asked = new Repository(access, registry, repository);
  try {
    const response = await asked.ask(asked.address(`manifests/${digest}`), {
      method: "HEAD",
      headers: { accept: manifestTypes },
    });
    return response ? "there" : "gone";
  } catch (error) {
    if (error instanceof LookUpError) return { unknown: error.message };
    throw error;
  }
}

/** The longest that an answer is waited for, in seconds: a rollback is in a hurry, and can do without. */
const patienceSeconds = 15;

/** What AWS and the registries answer. */
export function availabilityFrom(env: Readonly<Record<string, string | undefined>>): Availability {
  const patiently = async (answer: Promise<Available>): Promise<Available> => {
    const timer = new AbortController();
    const late = wait(patienceSeconds * 1000, undefined, { signal: timer.signal }).then((): Available => ({
      unknown: `no answer within ${patienceSeconds} seconds`,
    }));
    late.catch(() => undefined);
    try {
      return await Promise.race([answer, late]);
    } finally {
      timer.abort();
    }
  };
  return {
    nodeImage: (image) => patiently(nodeImageInAws(image)),
    image: (reference) => patiently(imageInRegistry(reference, env)),
  };
}

/** What a rollback needs to have again: what runs already is there. */
export interface Needed {
  readonly nodeImages: readonly NodeImage[];
  readonly images: readonly string[];
}

/** What is gone, as refusals; and what nobody could check, as remarks. */
export async function checkAvailable(
  { nodeImages, images }: Needed,
  availability: Availability,
): Promise<{ readonly refusals: readonly Refusal[]; readonly remarks: readonly string[] }> {
  const answers = await Promise.all([
    ...nodeImages.map(async (image) => {
      const { family, release, version, architecture } = image;
      return [
        `the AMI release ${family} ${release} for Kubernetes ${version} on ${architecture}`,
        await availability.nodeImage(image),
      ] as const;
    }),
    ...images.map(async (image) => [`the image ${image}`, await availability.image(image)] as const),
  ]);
  return {
    refusals: answers
      .filter(([, answer]) => answer === "gone")
      .map(([what]) => ({
        reason: "image-gone",
        found: `${what} is gone: new nodes or pods could not start`,
        todo: "choose a version whose pins still exist, or deploy a commit with everything of that version but this pin",
      })),
    remarks: answers.flatMap(([what, answer]) =>
      typeof answer === "object" ? [`whether ${what} still exists was not checked: ${answer.unknown}`] : [],
    ),
  };
}
