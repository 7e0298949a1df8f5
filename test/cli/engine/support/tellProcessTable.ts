import { processTable } from "../../../../cli/engine/processTable.js";

/* Prints this process's table as JSON. */
process.stdout.write(JSON.stringify(processTable()));
