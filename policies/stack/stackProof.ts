import type { DeclaredNever } from "../../flows/declaredNetwork.js";
import { proveAssertions } from "../../proof/assertions.js";
import { prove } from "../../proof/prove.js";
import type { Unproven } from "../../proof/unproven.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { podTemplatesOf } from "../kubernetes/podTemplates.js";
import { finding, type Finding } from "../model/finding.js";
import type { Stack } from "../model/rule.js";
import { declaredBy, type Declared } from "./declaredNetwork.js";
import { networkObjects, type StackObject } from "./networkObjects.js";
import { shared } from "./shared.js";

/** The stack's objects that say something about the network. */
export const objectsOfStack = shared(({ resources }: Stack) => networkObjects(resources));

/** What the proof of a stack's network found. */
interface Outcome {
  readonly unproven: readonly Unproven[];
  /** Objects with something that must not be shown: no text says what was found then. */
  readonly secrets: readonly StackObject[];
  /** Why there is no proof. */
  readonly failure?: string;
}

const proofOfStack = shared((stack: Stack): Outcome => {
  const declared = declaredBy(stack);
  const { network } = declared as Extract<Declared, { kind: "network" }>;
  const objects = objectsOfStack(stack).filter((object) => !isNode(object));
  return outcomeOf(objects, (manifests) => prove(network, manifests).findings);
});

/**
 * Whether an object makes pods in their node's network. No policy tells them from their node, and what its address may
 * reach is proved as of every other address: an operator of the platform opens no connection that nobody declared.
 */
export function isNode({ resource }: StackObject): boolean {
  const templates = podTemplatesOf(resource);
  return templates.length > 0 && templates.every(({ spec }) => spec.at("hostNetwork").flag() === true);
}

function outcomeOf(
  objects: readonly StackObject[],
  proof: (manifests: readonly Manifest[]) => readonly Unproven[],
): Outcome {
  const secrets = objects.filter(({ secret }) => secret);
  try {
    return { unproven: proof(objects.map(({ manifest }) => manifest)), secrets };
  } catch (error) {
    // More than the evaluation takes, or a declaration that contradicts itself.
    if (!(error instanceof RangeError)) throw error;
    return { unproven: [], secrets, failure: error.message };
  }
}

/** What has to be known, and is told by every rule that asks for a proof where it is not. */
const always: readonly Unproven["check"][] = ["unreadable-policy"];

/**
 * What keeps a stack from proving what it declares, as far as some checks say; nothing where it declares nothing. What
 * only a deployment can tell of an object leaves it undecided.
 */
export function unprovenBy(stack: Stack, checks: readonly Unproven["check"][]): Finding[] {
  const declared = declaredBy(stack);
  if (declared.kind === "nothing") return [];
  return (
    unreadableDeclaration(stack) ??
    withoutProof(stack) ??
    findingsOf(proofOfStack(stack), (check) => checks.includes(check) || always.includes(check))
  );
}

/** What keeps assertions from holding in a stack, whether it declares something or not. */
export function assertedOf(stack: Stack, nevers: readonly DeclaredNever[]): Finding[] {
  const declared = declaredBy(stack);
  const network = declared.kind === "network" ? declared.network : undefined;
  return (
    withoutProof(stack) ??
    findingsOf(
      outcomeOf(objectsOfStack(stack), (manifests) => proveAssertions(manifests, nevers, network)),
      () => true,
    )
  );
}

/** Why there can be no proof of a stack: patches, or what only a deployment can tell; undefined where there can. */
function withoutProof(stack: Stack): Finding[] | undefined {
  const objects = objectsOfStack(stack);
  const patches = objects.filter(({ patch }) => patch);
  if (patches.length > 0) return patches.map(ofPatch);
  return noteUnknown(stack, objects) ? [] : undefined;
}

function findingsOf(
  { unproven, secrets, failure }: Outcome,
  isMine: (check: Unproven["check"]) => boolean,
): Finding[] {
  if (failure !== undefined)
    return [{ path: "", found: `no proof: ${failure}`, allowed: "a network that can be proved" }];
  const mine = unproven.filter(({ check }) => isMine(check));
  if (mine.length > 0 && secrets.length > 0) return secrets.map(ofSecret);
  return mine.map(({ text, allowed }) => ({
    path: "",
    found: text,
    allowed: allowed ?? "what flows declare",
  }));
}

/** Notes, for the rule that asks, what only a deployment can tell of objects; answers whether there is anything. */
export function noteUnknown(stack: Stack, objects: readonly StackObject[]): boolean {
  const unknown = objects.flatMap(({ index, unknown: places }) => places.map((place) => ({ index, place })));
  return unknown.filter(({ index, place }) => !read(stack, index, place)).length > 0;
}

function read(stack: Stack, index: number, place: readonly (string | number)[]): boolean {
  return stack.resources[index]!.properties.at(...place).present;
}

/** What is wrong with a declaration that cannot be used, what is unknown of it noted; undefined where nothing is. */
export function unreadableDeclaration(stack: Stack): Finding[] | undefined {
  const declared = declaredBy(stack);
  if (declared.kind !== "unreadable") return undefined;
  const { index, unknown, secret } = declared;
  if (unknown.filter((place) => !read(stack, index, place)).length > 0) return [];
  const { properties, urn } = stack.resources[index]!;
  const network = properties.at("network");
  const advice = {
    allowed: "what Basalt registers of a declaration",
    ...(secret ? { found: "a secret" } : {}),
  };
  return [{ ...finding(network, advice), urn }];
}

function ofPatch({ resource, kind }: StackObject): Finding {
  return {
    path: "",
    urn: resource.urn,
    found: `a patch of a ${kind.kind}`,
    allowed: "whole objects: what a patch leaves of one, no stack shows",
  };
}

function ofSecret({ resource }: StackObject): Finding {
  return {
    path: "",
    urn: resource.urn,
    found: "a difference that cannot be shown, as this has a secret",
    allowed: "what flows declare, by objects without secrets",
  };
}
