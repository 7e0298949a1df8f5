import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** What the server answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Warnings, pod security's among them. */
  readonly warnings: readonly string[];
}

/** A Kubernetes API server without nodes or controllers. */
export interface ApiServer {
  readonly port: number;
  readonly token: string;
  /** The server's certificate, which it signed itself (PEM). */
  readonly certificate: string;
  /** Holds the server's files, among them `sa.key`, which signs the tokens of service accounts; gone after `stop`. */
  readonly directory: string;
  send(method: "GET" | "PATCH", path: string, body?: string): Promise<Answer>;
  /** Starts another program that ends with the server. */
  alongside(program: string, options: readonly string[]): void;
  stop(): Promise<void>;
}

const token = "test";
/** Longest that the server may take to start. */
const startSeconds = 60;

/** The path of a program: in KUBEBUILDER_ASSETS, else on PATH. */
export function binary(name: string): string | undefined {
  const { KUBEBUILDER_ASSETS = "", PATH = "" } = process.env;
  return [KUBEBUILDER_ASSETS, ...PATH.split(delimiter)]
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Starts etcd and an API server on free ports of this machine, with all their data in a temporary folder. */
export async function startApiServer(etcd: string, apiServer: string): Promise<ApiServer> {
  const directory = mkdtempSync(join(tmpdir(), "basalt-api-"));
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
  const key = join(directory, "sa.key");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(directory, "tokens.csv"), `${token},admin,admin,system:masters\n`);
  const processes = [
    start(etcd, [
      `--data-dir=${join(directory, "etcd")}`,
      `--listen-client-urls=http://127.0.0.1:${client}`,
      `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      "--unsafe-no-fsync",
    ]),
    start(apiServer, [
      `--etcd-servers=http://127.0.0.1:${client}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(directory, "certs")}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      `--token-auth-file=${join(directory, "tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--allow-privileged=true",
      "--endpoint-reconciler-type=none",
    ]),
  ];
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  // A test that fails before its `after` hook, or a process that ends, leaves nothing behind.
  const clear = () => {
    for (const child of processes) child.kill("SIGKILL");
    removeDirectory();
  };
  process.once("exit", clear);
  const stop = async () => {
    // The last that was started needs the first.
    for (const child of processes.reverse()) await end(child);
    process.off("exit", clear);
    removeDirectory();
  };
  for (let attempt = 0; attempt < startSeconds * 4; attempt++) {
    const ready = await send(port, "GET", "/readyz").catch(() => undefined);
    if (ready?.status === 200)
      return {
        port,
        token,
        directory,
        certificate: readFileSync(join(directory, "certs", "apiserver.crt"), "utf8"),
        send: (method, path, body) => send(port, method, path, body),
        alongside: (program, options) => void processes.push(start(program, options)),
        stop,
      };
    await wait(250);
  }
  await stop();
  throw new Error(`the API server was not ready after ${startSeconds} seconds`);
}

function start(path: string, options: readonly string[]): ChildProcess {
  return spawn(path, options, { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** A port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function send(port: number, method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/apply-patch+yaml" },
        // The server makes its certificate itself, on this machine, for this test.
        rejectUnauthorized: false,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: text,
            warnings: [response.headers["warning"] ?? []].flat(),
          }),
        );
      },
    );
    outgoing.on("error", reject).end(body);
  });
}
