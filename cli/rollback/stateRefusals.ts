import { minorOf } from "../../config/versions.js";
import { compareVersions } from "../pins/versionOrder.js";
import type { LockedPackages } from "./installPackages.js";
import type { Refusal } from "./refusal.js";
import type { StateFacts } from "../engine/stateFacts.js";

/** What a checked out version is, as far as it has to fit the state. */
export interface TargetFacts {
  readonly locked: LockedPackages;
  /** Kubernetes version of the control plane that it declares. */
  readonly controlPlane?: string;
  /** Whether its sources name a hook. */
  readonly mentions: (hook: string) => boolean;
}

const presentProgram =
  "pass --declaration-only: that version's stack file and namespaces, deployed by the present program";

/**
 * Why a state is not that version's to work on.
 *
 * @param installed version of the Pulumi CLI; undefined where it reports none
 * @param declarationOnly whether the present program runs: it cannot be offered a second time
 */
export function stateRefusals(
  state: StateFacts,
  target: TargetFacts,
  installed: string | undefined,
  declarationOnly: boolean,
): Refusal[] {
  const refusals: Refusal[] = [];
  const { controlPlane: runs, engine } = state;
  if (runs !== undefined && target.controlPlane !== undefined && minorOf(target.controlPlane) < minorOf(runs))
    refusals.push({
      reason: "control-plane-downgrade",
      found: `Kubernetes ${target.controlPlane}, but the control plane runs ${runs}, and AWS cannot take one back`,
      todo: `deploy a commit that has everything else of that version and Kubernetes ${runs}, or bring that version up beside this cluster: docs/guide.md, "A second cluster, side by side"`,
    });
  if (engine !== undefined && installed !== undefined && compareVersions(engine, installed) > 0)
    refusals.push({
      reason: "newer-engine",
      found: `a state that Pulumi ${engine} wrote, but the CLI on the PATH is ${installed}`,
      todo: `install Pulumi ${engine} or newer; the engine is the machine's, no version of the program brings its own`,
    });
  for (const [name, version] of state.providers) {
    const own = lockedProvider(target.locked, name);
    if (own !== undefined && compareVersions(version, own) > 0)
      refusals.push({
        reason: "newer-provider",
        found: `resources that the ${name} provider ${version} wrote, but that version has ${own}, which may not read them`,
        todo: declarationOnly ? `update @pulumi/${name} to ${version} or newer` : presentProgram,
      });
  }
  for (const hook of state.hooks)
    if (!target.mentions(hook))
      refusals.push({
        reason: "unregistered-hook",
        found: `resources bound to the hook ${JSON.stringify(hook)}, which that version does not register; the engine refuses to go on without it`,
        todo: declarationOnly ? `register ${JSON.stringify(hook)} in the program` : presentProgram,
      });
  return refusals;
}

/** What {@link stateRefusals} could not compare, as remarks. */
export function uncheckedState(
  { engine, providers }: Pick<StateFacts, "engine" | "providers">,
  { locked }: Pick<TargetFacts, "locked">,
  installed: string | undefined,
): string[] {
  return [
    ...(engine !== undefined && installed === undefined
      ? [
          `whether the CLI on the PATH is as new as Pulumi ${engine}, which wrote the state, was not checked: it reports no version`,
        ]
      : []),
    ...[...providers]
      .filter(([name]) => lockedProvider(locked, name) === undefined)
      .map(
        ([name, version]) =>
          `whether that version reads what the ${name} provider ${version} wrote was not checked: its lockfile has no @pulumi/${name} of its own`,
      ),
  ];
}

/** The version of a provider's package that the program itself finds. */
function lockedProvider(locked: LockedPackages, name: string): string | undefined {
  return locked[`node_modules/@pulumi/${name}`]?.version;
}
