import { answered, LookUpError } from "../lookUpError.js";
import { placeOf, type Finding, type Pin, type Remark } from "./pin.js";
import { imageText, parseImage } from "./registry/imageReference.js";
import { digestOf, originOf } from "./registry/manifests.js";
import { newerTags } from "./registry/newerTag.js";
import { Repository, type RegistryAccess } from "./registry/registry.js";
import { tagsOf } from "./registry/tagsOf.js";

/**
 * An image's newest tag in its own line (the same major version), and the digest it stands for; where there is no newer
 * tag, the digest that its own tag stands for by now.
 *
 * @param next whether the next line is to be proposed
 * @throws LookUpError where the registry does not tell
 */
export async function findImage(
  access: RegistryAccess,
  { name, key, image }: Extract<Pin, { kind: "image" }>,
  next: boolean,
): Promise<Finding> {
  const own = parseImage(image);
  if (own.tag === undefined)
    return { remarks: [{ pin: name, text: "has no tag, so nothing tells what would be newer" }] };
  const repository = new Repository(access, own.registry, own.repository);
  const tags = await tagsOf(repository);
  const { inLine, nextLine } = newerTags(own.tag, tags ?? []);
  const remarks: Remark[] =
    tags === undefined
      ? [{ pin: name, text: "its registry lists no tags; only its own tag was looked at" }]
      : [];
  if (nextLine !== undefined && !next)
    remarks.push({ pin: name, text: `${nextLine} is out, of another major version; --next proposes it` });
  const tag = (next ? nextLine : undefined) ?? inLine ?? own.tag;
  const digest = await digestOf(repository, tag);
  if (digest === undefined) throw new LookUpError(`${repository.label}: its registry has no tag ${tag}`);
  const newer = imageText({ ...own, tag, digest });
  if (newer === image) return { remarks };
  // The pin is right without them: an image need not say when it was built.
  const origin = await answered(originOf(repository, digest));
  return {
    remarks,
    update: {
      pin: name,
      from: image,
      to: newer,
      edits: [{ path: placeOf("images", key), from: image, to: newer }],
      ...(origin.ok ? { released: origin.value.released, notes: origin.value.source } : {}),
      ...(tag === own.tag
        ? { remark: `the tag ${tag} now stands for another image; see why before you take it` }
        : {}),
    },
  };
}
