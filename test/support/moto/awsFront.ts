import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call of an AWS client. */
export interface AwsCall {
  /** `ssm:GetParameter`, `eks:GET /cluster-versions`, `sts:` for calls whose action is in the body. */
  readonly action: string;
  readonly region: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** What the front answers itself. */
export interface AwsAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The error's name. */
  readonly error?: string;
}

/** A server between clients and moto. */
export interface AwsFront {
  readonly endpoint: string;
  /** Every call so far. */
  readonly calls: AwsCall[];
  /** Answers in moto's place where it gives an answer; the latest is asked first. Call the result to take it back. */
  readonly answer: (own: (call: AwsCall) => AwsAnswer | undefined) => () => void;
  readonly stop: () => Promise<void>;
}

/** An error as AWS's JSON protocols write it. */
export function awsError(error: string, status = 400, message = "by the test"): AwsAnswer {
  return { status, error, body: { __type: error, message } };
}

/**
 * Starts the front. Public parameters are AWS's own: neither there nor in moto can anybody put one under /aws/service. So
 * tests put theirs under /published, and the front asks moto for those.
 */
export async function startFront(moto: string): Promise<AwsFront> {
  const calls: AwsCall[] = [];
  const answers: ((call: AwsCall) => AwsAnswer | undefined)[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await textOf(incoming);
      const call = callOf(incoming, body);
      calls.push(call);
      const latestFirst = [...answers].reverse();
      const answer = latestFirst.map((own) => own(call)).find((each) => each !== undefined);
      if (answer) send(outgoing, answer);
      else forward(moto, incoming, body.replace('"/aws/service/', '"/published/'), outgoing);
    })();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: (own) => {
      answers.push(own);
      return () => void answers.splice(answers.indexOf(own), 1);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf({ headers, method, url }: IncomingMessage, body: string): AwsCall {
  const [, region = "", service = ""] =
    /Credential=[^/]+\/\d+\/([\w-]+)\/(\w+)\//.exec(headers.authorization ?? "") ?? [];
  const { pathname, searchParams } = new URL(url ?? "/", "http://moto");
  const target = String(headers["x-amz-target"] ?? "").split(".")[1];
  const named = target ?? (pathname === "/" ? "" : `${method ?? ""} ${pathname}`);
  return { action: `${service}:${named}`, region, query: searchParams, body };
}

function send(outgoing: ServerResponse, { status, body, error }: AwsAnswer): void {
  outgoing.writeHead(status, {
    "content-type": "application/json",
    ...(error === undefined ? {} : { "x-amzn-errortype": error }),
  });
  outgoing.end(JSON.stringify(body));
}

function forward(moto: string, incoming: IncomingMessage, body: string, outgoing: ServerResponse): void {
  const { host: _host, "content-length": _length, ...headers } = incoming.headers;
  const onward = request(
    `${moto}${incoming.url ?? "/"}`,
    { method: incoming.method, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.destroy());
  onward.end(body);
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
