import { run } from "./run.js";
import { terminal } from "./io.js";

void run(process.argv.slice(2), terminal(process)).then((code) => {
  process.exitCode = code;
});
