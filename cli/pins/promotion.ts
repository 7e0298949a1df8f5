import type { Environment } from "../../config/environmentSchema.js";
import { minorOf } from "../../config/versions.js";
import { withVersion } from "./chartSource.js";
import { placeOf, type Edit, type Pin, type PinUpdate, type Remark } from "./pin.js";
import { pinsOf } from "./pinsOf.js";
import { imageText, parseImage } from "./registry/imageReference.js";
import { compareVersions } from "./versionOrder.js";

/** What one stack would take from another, or why it cannot. */
export interface Promotion {
  readonly updates: readonly PinUpdate[];
  readonly remarks: readonly Remark[];
  /** What the other file does not have, or must not take. */
  readonly refusals: readonly Remark[];
}

/** The two stacks' names, for messages. */
interface Stacks {
  readonly from: string;
  readonly to: string;
}

/**
 * What the stack `to` changes to run what `from` runs: versions, releases and digests, and nothing of where they come from
 * or of what the environments are. An image keeps its own repository and a chart its own place, which may be mirrors.
 *
 * @param pins those of the stack `from`
 */
export function promotion(stacks: Stacks, pins: readonly Pin[], target: Environment): Promotion {
  const own = new Map(pinsOf(target).map((pin) => [pin.name, pin]));
  const updates: PinUpdate[] = [];
  const remarks: Remark[] = [];
  const refusals: Remark[] = [];
  for (const pin of pins) {
    const there = own.get(pin.name);
    const refusal = there ? refusalOf(stacks, pin, there) : `${stacks.to} does not have it`;
    if (refusal !== undefined) refusals.push({ pin: pin.name, text: refusal });
    else if (there) {
      const update = updateOf(pin, there);
      if (update.edits.length === 0) continue;
      updates.push(update);
      if (isOlder(pin, there))
        remarks.push({ pin: pin.name, text: `is older in ${stacks.from} than in ${stacks.to}` });
    }
  }
  return { updates, remarks, refusals };
}

function refusalOf({ from, to }: Stacks, pin: Pin, there: Pin): string | undefined {
  if (pin.kind === "kubernetes" && there.kind === "kubernetes") {
    const step = minorOf(pin.version) - minorOf(there.version);
    if (step < 0)
      return `${to} runs ${there.version}, ${from} only ${pin.version}: no control plane goes back; leave it out by --only`;
    if (step > 1)
      return `from ${there.version} to ${pin.version} is more than one minor version; go to 1.${minorOf(there.version) + 1} first`;
  }
  if (pin.kind === "nodes" && there.kind === "nodes") {
    for (const key of ["family", "architecture"] as const)
      if (pin.group[key] !== there.group[key])
        return `its ${key} is ${pin.group[key]} in ${from} and ${there.group[key]} in ${to}, so its release is another one`;
    if ((pin.group.version === undefined) !== (there.group.version === undefined))
      return `only one of ${from} and ${to} says which Kubernetes version these nodes run; say it in both, or in none`;
  }
  if (pin.kind === "calico" && there.kind === "calico") {
    const missing = Object.keys(pin.calico.images).filter(
      (name) => !Object.hasOwn(there.calico.images, name),
    );
    const left = Object.keys(there.calico.images).filter((name) => !Object.hasOwn(pin.calico.images, name));
    if (left.length > 0) return `${from} has no digest for the image ${left.join(", ")}, which ${to} runs`;
    // Images of observation are not needed where that is off.
    if (missing.length > 0 && there.calico.observation) return `${to} has no image ${missing.join(", ")}`;
    for (const chart of ["crds", "operator"] as const)
      if (chartSource(pin.calico, there.calico, chart) === undefined)
        return `the place of ${to}'s chart ${chart} names no version, so nothing tells where the archive of ${pin.calico.version} is`;
  }
  return undefined;
}

function updateOf(pin: Pin, there: Pin): PinUpdate {
  const [from, to] = [valueOf(there), valueOf(pin, there)];
  return { pin: pin.name, from, to, edits: editsOf(pin, there).filter((edit) => edit.from !== edit.to) };
}

/** What a person knows a pin by. */
function valueOf(pin: Pin, kept: Pin = pin): string {
  switch (pin.kind) {
    case "kubernetes":
    case "addon":
      return pin.version;
    case "nodes":
      return pin.group.release;
    case "calico":
      return pin.calico.version;
    case "image":
      return kept.kind === "image" ? movedImage(pin.image, kept.image) : pin.image;
  }
}

function editsOf(pin: Pin, there: Pin): Edit[] {
  if (pin.kind === "kubernetes" && there.kind === "kubernetes")
    return [{ path: placeOf("cluster", "version"), from: there.version, to: pin.version }];
  if (pin.kind === "addon" && there.kind === "addon")
    return [{ path: placeOf("addons", pin.addon), from: there.version, to: pin.version }];
  if (pin.kind === "image" && there.kind === "image")
    return [{ path: placeOf("images", pin.key), from: there.image, to: movedImage(pin.image, there.image) }];
  if (pin.kind === "nodes" && there.kind === "nodes") {
    const { release, version } = there.group;
    return [
      { path: placeOf("nodes", there.index, "release"), from: release, to: pin.group.release },
      ...(version === undefined
        ? []
        : [{ path: placeOf("nodes", there.index, "version"), from: version, to: pin.group.version! }]),
    ];
  }
  if (pin.kind === "calico" && there.kind === "calico") return calicoEdits(pin.calico, there.calico);
  return [];
}

type Calico = Extract<Pin, { kind: "calico" }>["calico"];

function calicoEdits(pinned: Calico, own: Calico): Edit[] {
  const edit = (path: readonly PropertyKey[], from: string, to: string): Edit => ({
    path: placeOf("calico", ...path),
    from,
    to,
  });
  return [
    edit(["version"], own.version, pinned.version),
    ...(["crds", "operator"] as const).flatMap((chart) => [
      edit(["charts", chart, "source"], own.charts[chart].source, chartSource(pinned, own, chart)!),
      edit(["charts", chart, "sha256"], own.charts[chart].sha256, pinned.charts[chart].sha256),
    ]),
    edit(["operatorImage"], own.operatorImage, movedImage(pinned.operatorImage, own.operatorImage)),
    ...Object.entries(own.images).map(([name, digest]: [string, string]) =>
      edit(["images", name], digest, pinned.images[name as keyof Calico["images"]]!),
    ),
  ];
}

/** The same bytes at the place that the target has: by its own version text, or as it is where both say the same. */
function chartSource(pinned: Calico, own: Calico, chart: "crds" | "operator"): string | undefined {
  const source = own.charts[chart].source;
  if (source === pinned.charts[chart].source) return source;
  return withVersion(source, own.version, pinned.version);
}

/** The tag and the digest of one image at the repository of another. */
function movedImage(pinned: string, own: string): string {
  const { tag, digest } = parseImage(pinned);
  return imageText({ ...parseImage(own), tag, digest });
}

function isOlder(pin: Pin, there: Pin): boolean {
  return pin.kind !== "image" && compareVersions(valueOf(pin), valueOf(there)) < 0;
}
