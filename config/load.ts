import type { Declaration } from "./declaration.js";
import { DeclarationError, type Problem } from "./problem.js";
import { readNamespaces } from "./readNamespaces.js";
import { resolveDeclaration } from "./resolve.js";
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
  const namespaceFiles = readNamespaces(directory);
  const problems: Problem[] = [...namespaceFiles.problems];
  if (!stackFile.ok) throw new DeclarationError([...stackFile.problems, ...problems]);

  if (settings) problems.push(...checkSameSettings(settings, stackFile.value));
  const checked = checkSettings(settings ?? stackFile.value.settings, stackFile.value.source);
  if (!checked.ok) throw new DeclarationError([...checked.problems, ...problems]);
  problems.push(...checkDistinctClusters(stackFile.value, checked.value, directory));

  const declaration = resolveDeclaration(stackFile.value, checked.value, namespaceFiles, problems);
  if (problems.length > 0) throw new DeclarationError(problems);
  return declaration;
}
