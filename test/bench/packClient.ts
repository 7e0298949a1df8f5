import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type { AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { spawnPack } from "../../cli/pack/packChild.js";
import { alone, besides, together, type PackResource } from "../../cli/pack/toldResource.js";

/** Resources as bytes of the two questions about them. */
export interface Questions {
  readonly each: readonly Uint8Array[];
  readonly all: Uint8Array;
}

export function questionsOf(resources: readonly PackResource[]): Questions {
  const parts = resources.map((resource) => [alone(resource), besides(resource)] as const);
  return { each: parts.map(([first]) => first), all: together(parts) };
}

/** What a pack takes, in seconds. */
export interface PackCost {
  /** From the start of its process to its first answer, which says what rules it has. */
  readonly start: number;
  /** To judge all resources, each by itself. */
  readonly each: number;
  /** To judge the stack. */
  readonly stack: number;
  readonly diagnostics: number;
}

const maxMessageBytes = 400 * 1024 * 1024;

/**
 * Starts a pack and asks it about resources, as the engine does; any pack, whatever it is made with.
 *
 * @param open so many questions are open at once
 */
export async function measurePack(folder: string, { each, all }: Questions, open: number): Promise<PackCost> {
  const started = process.hrtime.bigint();
  const child = spawnPack(folder, { stack: "dev", project: "basalt" });
  try {
    const client = new AnalyzerClient(`127.0.0.1:${await child.port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": maxMessageBytes,
      "grpc.max_send_message_length": maxMessageBytes,
    });
    const ask = <Response>(
      { path, responseDeserialize }: { path: string; responseDeserialize: (bytes: Buffer) => Response },
      request: Uint8Array,
    ) =>
      new Promise<Response>((resolve, reject) => {
        client.makeUnaryRequest(
          path,
          (bytes: Uint8Array) => Buffer.from(bytes),
          responseDeserialize,
          request,
          (error, response) => {
            if (error) reject(error);
            else resolve(response!);
          },
        );
      });
    await ask(AnalyzerService.getAnalyzerInfo, new Empty().serializeBinary());
    const ready = process.hrtime.bigint();

    let diagnostics = 0;
    const count = (response: AnalyzeResponse) => (diagnostics += response.getDiagnosticsList().length);
    let next = 0;
    const askNext = async () => {
      while (next < each.length) count(await ask(AnalyzerService.analyze, each[next++]!));
    };
    await Promise.all(Array.from({ length: open }, askNext));
    const judged = process.hrtime.bigint();
    count(await ask(AnalyzerService.analyzeStack, all));
    const ended = process.hrtime.bigint();
    client.close();
    const seconds = (from: bigint, to: bigint) => Number(to - from) / 1e9;
    return {
      start: seconds(started, ready),
      each: seconds(ready, judged),
      stack: seconds(judged, ended),
      diagnostics,
    };
  } finally {
    child.kill();
  }
}
