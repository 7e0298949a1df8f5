import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { valueAt } from "../config/lookUp.js";
import { showValue } from "../problems/problem.js";
import { UsageError } from "./io.js";

/** The name that a project's Pulumi.yaml gives it. Throws a UsageError where there is none. */
export function projectName(directory: string): string {
  let project: unknown;
  try {
    project = parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8"), { logLevel: "error" });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new UsageError(
      `Pulumi.yaml: found what cannot be read (${showValue(reason)}); allowed: a YAML file with the project's name`,
      { cause: error },
    );
  }
  const name = valueAt(project, ["name"]);
  if (typeof name === "string") return name;
  throw new UsageError("Pulumi.yaml: found no name; allowed: the project's name");
}
