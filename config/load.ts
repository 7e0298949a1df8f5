import { join } from "node:path";
import { checkSuccession, type Deployed } from "./checkSuccession.js";

import type { Declaration } from "./declaration.js";
import { DeclarationError } from "./declarationError.js";
import { type Problem } from "../problems/problem.js";
import { readNamespaces } from "./readNamespaces.js";
import { checkWorkloadSuccession } from "./checkWorkloadSuccession.js";
import { problemAt, readSource } from "./source.js";
import { resolveDeclaration } from "./resolve.js";
import { standIn } from "./standIn.js";
import {
  checkDistinctClusters,
  checkSameSettings,
  checkSettings,
  readStackFile,
  type Settings,
} from "./stackFile.js";

/** What to load. */
export interface LoadOptions {
  /** The project: the folder of Pulumi.yaml. */
  readonly directory: string;
  readonly stack: string;
  /** The configuration as the engine gives it; default: as the stack file has it. */
  readonly settings?: Settings;
}

/**
 * Reads and checks a stack's declaration.
 *
 * Throws a {@link DeclarationError} with every problem that could be found. Reads only; nothing is registered
 * before it returns.
 */
export function loadDeclaration({ directory, stack, settings }: LoadOptions): Declaration {
  const stackFile = readStackFile(directory, stack);
  const sources = readNamespaces(directory);
  const problems: Problem[] = [...sources.problems];
  const files = sources.read.map(({ file }) => file);
  if (!stackFile.ok) {
    resolveDeclaration(stack, standIn({}, files), undefined, sources, problems);
    throw new DeclarationError([...stackFile.problems, ...problems]);
  }
  const { source } = stackFile.value;
  if (settings) problems.push(...checkSameSettings(settings, stackFile.value));
  const {
    environment,
    usable,
    problems: ofStack,
  } = checkSettings(settings ?? stackFile.value.settings, source);
  problems.push(...ofStack);
  if (usable.cluster) problems.push(...checkDistinctClusters(stackFile.value, usable.cluster, directory));

  const declaration = environment
    ? resolveDeclaration(stack, environment, source, sources, problems)
    : resolveDeclaration(stack, standIn(usable, files), undefined, sources, problems);
  if (problems.length > 0) throw new DeclarationError(problems);
  return declaration;
}

/**
 * Checks a declaration against what its stack runs.
 *
 * Throws a {@link DeclarationError} with every change that would replace the cluster or interrupt a workload.
 */
export function checkSuccessor(declaration: Declaration, deployed: Deployed, directory: string): void {
  const stackFile = readStackFile(directory, declaration.stack);
  if (!stackFile.ok) throw new DeclarationError(stackFile.problems);
  const { source } = stackFile.value;
  const problems: Problem[] = [];
  checkSuccession(deployed, declaration, (path, found, allowed) => {
    const [part, ...rest] = path;
    problems.push(problemAt(source, ["config", `basalt:${String(part)}`, ...rest], found, allowed));
  });
  for (const namespace of declaration.namespaces) {
    const file = readSource(join(directory, namespace.file), namespace.file);
    if (!file.ok) throw new DeclarationError(file.problems);
    checkWorkloadSuccession(deployed, namespace, (path, found, allowed) => {
      problems.push(problemAt(file.value, path, found, allowed));
    });
  }
  if (problems.length > 0) throw new DeclarationError(problems);
}
