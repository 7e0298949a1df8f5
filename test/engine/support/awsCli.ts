import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./atExit.js";
import { runCommand, type Outcome } from "./aws/commands.js";
import type { Account } from "./aws/account.js";

/** A stand-in for the AWS CLI, on the account of a fake AWS. */
export interface AwsCli {
  /** The folder of the program `aws`, for the front of PATH. */
  readonly folder: string;
  /** The words of every call, oldest first. */
  readonly calls: readonly (readonly string[])[];
  /** Answers in place of the account where it returns something. */
  override: (words: readonly string[]) => Outcome | undefined;
  stop(): Promise<void>;
}

/** What an account has that the CLI says and the provider does not. */
export interface AwsCliOptions {
  /** Bearer token for the cluster's API server. */
  readonly token: string;
}

/** Writes the program and answers its calls. */
export async function startAwsCli(account: Account, { token }: AwsCliOptions): Promise<AwsCli> {
  const folder = mkdtempSync(join(tmpdir(), "basalt-aws-"));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const keep = atExit(clear);
  const calls: string[][] = [];
  const server = createServer((request, response) => {
    void body(request).then(async (text) => {
      const words = JSON.parse(text) as string[];
      calls.push(words);
      const outcome = cli.override(words) ?? (await runCommand(account, token, words));
      response.end(JSON.stringify(outcome));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, "aws"), program(port), { mode: 0o755 });
  const cli: AwsCli = {
    folder,
    calls,
    override: () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      keep();
      clear();
    },
  };
  return cli;
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** The program: it hands its words over and repeats the answer. */
function program(port: number): string {
  return `#!${process.execPath}
const request = require("node:http").request({ host: "127.0.0.1", port: ${port}, method: "POST" }, (response) => {
  let text = "";
  response.on("data", (part) => (text += part));
  response.on("end", () => {
    const { code, out = "", err = "" } = JSON.parse(text);
    process.stdout.write(out);
    process.stderr.write(err);
    process.exitCode = code;
  });
});
request.on("error", (error) => {
  process.stderr.write("the fake AWS is gone: " + error.message + "\\n");
  process.exitCode = 255;
});
request.end(JSON.stringify(process.argv.slice(2)));
`;
}
