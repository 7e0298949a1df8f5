import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../../..");
const silenced = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** What a process of its own tells that makes clients and warns of something itself. */
function told(disabled: string | undefined): { readonly out: string; readonly err: string } {
  const program = `
    const { awsIn } = require("./cli/aws/clients.ts");
    awsIn("eu-central-1");
    process.emitWarning("something else");
    console.log(process.env.${silenced});
  `;
  const { [silenced]: _own, NODE_OPTIONS: _options, NODE_NO_WARNINGS: _none, ...env } = process.env;
  const run = spawnSync(process.execPath, ["--import", "tsx", "--eval", program], {
    cwd: root,
    env: { ...env, ...(disabled === undefined ? {} : { [silenced]: disabled }) },
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stderr);
  return { out: run.stdout.trim(), err: run.stderr };
}

describe("the clients of AWS", function () {
  this.timeout(60_000);

  it("do not say which Node their later versions will want, and silence nothing else", () => {
    const { err } = told(undefined);
    assert.match(err, /Warning: something else/);
    assert.doesNotMatch(err, /AWS SDK|NodeVersionSupportWarning|NodeDeprecationWarning/);
  });

  it("say it to whoever wants to hear it", () => {
    assert.equal(told("false").out, "false");
  });
});
