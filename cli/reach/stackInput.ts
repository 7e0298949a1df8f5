import { loadDeclaration } from "../../config/load.js";
import { runProgram } from "../plan/runProgram.js";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import { readSettings } from "../../proof/readSettings.js";
import { standIns } from "../../proof/standIns.js";
import type { Io } from "../io.js";
import { findProject } from "../project.js";
import { projectName } from "../projectName.js";
import { inputOf, rangesOf, type Input } from "./input.js";
import type { ReachOptions } from "./options.js";
import { planManifests } from "./planManifests.js";

/** Runs the program for a stack offline and reads the objects that it registered. */
export async function readStack(stack: string, options: ReachOptions, io: Io): Promise<Input> {
  return readStackOf(findProject(io.directory, options.cwd), stack, options);
}

/** As {@link readStack}, of the project in a folder. One at a time: Pulumi keeps the stack in global state. */
export async function readStackOf(directory: string, stack: string, options: ReachOptions): Promise<Input> {
  const declaration = loadDeclaration({ directory, stack });
  const recording = await runProgram(declaration, directory, projectName(directory));
  const network = declaredNetwork(declaration);
  const manifests = [...planManifests(recording), ...standIns(network)];
  const declared = readSettings(network, options.staged);
  const settings = {
    ...declared,
    ...rangesOf(options),
    calicoMinor: options.calicoMinor ?? declared.calicoMinor,
  };
  return { ...inputOf(`stack ${stack}`, manifests, settings), declaration };
}
