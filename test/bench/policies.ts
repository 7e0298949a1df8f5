import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { PackResource } from "../../cli/pack/toldResource.js";
import { runProgram } from "../../cli/plan/runProgram.js";
import { loadDeclaration } from "../../config/load.js";
import { rules } from "../../policies/index.js";
import { writeLargeProject } from "./largeProject.js";
import { compare, root } from "./measure.js";
import { measurePack, questionsOf, type PackCost } from "./packClient.js";

/*
 * What the policy pack costs: to start, and to judge 5,000 resources of a program with 1,000 workloads over the Analyzer
 * protocol, each by itself and then the stack. Against packs without rules, which only take the resources: ours, which starts
 * from a kept bundle as the policy pack does, and one of @pulumi/policy, which a loader starts. The command fails when a limit
 * of the project's own is passed.
 *
 * The engine asks about a resource as it is registered, with as many at once as it works on: four times the processors by
 * default. So many questions are open here.
 */

const open = 4 * cpus().length;
const count = 5000;
const runs = 5;
/** A start is short, and other work of the machine weighs more. */
const starts = 15;

const packs = {
  basalt: join(root, "policies"),
  empty: join(__dirname, "packs/empty"),
  sdk: join(__dirname, "packs/sdk"),
  typescript: join(__dirname, "packs/typescript"),
};
type Pack = keyof typeof packs;

const nothing = { each: [], all: new Uint8Array() };

/** What a large program registers. */
async function largeProgram(): Promise<PackResource[]> {
  const directory = mkdtempSync(join(tmpdir(), "basalt-bench-"));
  try {
    // Frozen, so that figures stay comparable whatever the project declares.
    writeLargeProject(join(root, "test/fixtures/sample"), directory, 50, 20);
    const resources: PackResource[] = [];
    await runProgram(loadDeclaration({ directory, stack: "dev" }), directory, "basalt", {
      registered: (resource) => resources.push(resource),
      settled: () => undefined,
    });
    if (resources.length < count) throw new Error(`the program has ${resources.length} resources only`);
    return resources.slice(0, count);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function medians(costs: readonly PackCost[]): PackCost {
  const middle = (part: keyof PackCost) => median(costs.map((cost) => cost[part]));
  return {
    start: middle("start"),
    each: middle("each"),
    stack: middle("stack"),
    diagnostics: middle("diagnostics"),
  };
}

function show(label: string, { start, each, stack, diagnostics }: PackCost): void {
  const seconds = (value: number) => `${value.toFixed(2).padStart(6)} s`;
  console.log(
    `${label.padEnd(44)} start ${seconds(start)}  each ${seconds(each)}  stack ${seconds(stack)}  ${diagnostics} diagnostics`,
  );
}

async function main(): Promise<void> {
  const questions = questionsOf(await largeProgram());
  const names = Object.keys(packs) as Pack[];
  const costs: Record<Pack, PackCost[]> = { basalt: [], empty: [], sdk: [], typescript: [] };
  // The first start makes the bundle, or fills the loader's cache.
  for (const name of names) await measurePack(packs[name], nothing, 1);
  // In turn, so that a machine that is slow for a while is slow for all.
  for (let run = 0; run < runs; run++)
    for (const name of names) costs[name].push(await measurePack(packs[name], questions, open));
  const started: Record<Pack, PackCost[]> = { basalt: [], empty: [], sdk: [], typescript: [] };
  for (let run = 0; run < starts; run++)
    for (const name of names) started[name].push(await measurePack(packs[name], nothing, 1));
  const costOf = (name: Pack) => ({ ...medians(costs[name]), start: medians(started[name]).start });
  const basalt = costOf("basalt");
  const empty = costOf("empty");
  const sdk = costOf("sdk");
  const typescript = costOf("typescript");
  const total = ({ each, stack }: PackCost) => each + stack;

  console.log(`${count} resources, ${rules.length} rules, ${open} questions open at once`);
  show("the policy pack", basalt);
  show("an empty pack of ours", empty);
  show("an empty pack of @pulumi/policy, tsx", sdk);
  show("an empty pack of @pulumi/policy, ts-node", typescript);
  compare("judging, against an empty pack of ours", total(basalt) / total(empty), 1.5);
  compare("judging, against an empty pack of @pulumi/policy", total(basalt) / total(sdk), 1.5);
  compare("start, against an empty pack of @pulumi/policy, tsx", basalt.start / sdk.start, 1.3);
  compare("start, against one with ts-node", basalt.start / typescript.start, 1.3);
  // For information: what the rules add to the service, both started alike.
  const ratio = (basalt.start / empty.start).toFixed(2).padStart(6);
  console.log(`${"start, against an empty pack of ours".padEnd(60)} ${ratio} x    (no limit)`);
}

void main();
