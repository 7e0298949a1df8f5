import { printable } from "../../../problems/problem.js";
import type { DeployReport } from "../../deploy/deployReport.js";
import type { Style } from "../../style.js";

/** What became of a deployment; its preflight and its consequences have been told before. */
export function deployText(report: DeployReport, style: Style): string {
  const { stack, refusals, update } = report;
  const list = (texts: readonly string[]) =>
    texts.map((text) => `  ${text.split("\n").map(printable).join("\n    ")}\n`).join("");
  switch (report.outcome) {
    case "checked":
      return `${style.good("ready:")} ${stack} can be deployed from here\n`;
    case "refused":
      return `${style.bad("refused:")} nothing was deployed to ${stack}\n${list(refusals)}`;
    case "deployed":
      return `${style.good("deployed:")} ${stack}, ${changesText(update?.changes ?? {})}\n`;
    case "failed":
    case "rolled-back": {
      const failed = `${style.bad("failed:")} the update of ${stack}, after ${changesText(update?.changes ?? {})}\n${list([update?.failure ?? "", ...(update?.failed ?? [])].filter((text) => text !== ""))}`;
      return `${failed}${rollbackText(report, style)}`;
    }
  }
}

function rollbackText({ stack, rollback }: DeployReport, style: Style): string {
  if (!rollback)
    return `  What was changed stays. Mend it and deploy again, or run basalt rollback --stack ${stack} --to -1\n`;
  const to = `version ${rollback.to.number} (${rollback.to.commit.slice(0, 12)})`;
  return rollback.result === "done"
    ? `${style.good("rolled back:")} ${to} runs again; the next deployment needs --undo-rollback\n`
    : `${style.bad("not rolled back:")} the return to ${to} failed too; run basalt rollback --stack ${stack} --to ${rollback.to.number}\n`;
}

function changesText(changes: Readonly<Record<string, number>>): string {
  const all = Object.entries(changes).map(([op, count]) => `${count} ${op}`);
  return all.length === 0 ? "no changes" : all.join(", ");
}
