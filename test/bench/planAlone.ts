import { loadDeclaration } from "../../config/load.js";
import { planReport } from "../../cli/plan/report.js";
import { projectName } from "../../cli/projectName.js";

/*
 * What `basalt plan` does without the policy pack: the program's run and the proof. For test/bench/plan.ts, which bundles
 * it as the command is bundled.
 */

const directory = process.argv[2]!;
const declaration = loadDeclaration({ directory, stack: "dev" });
void import("../../cli/plan/runProgram.js").then(async ({ runProgram }) => {
  const recording = await runProgram(declaration, directory, projectName(directory));
  console.log(JSON.stringify(planReport(declaration, recording)));
});
