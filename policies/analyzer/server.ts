import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureResponse,
  RemediateResponse,
  type AnalyzeRequest,
  type AnalyzeStackRequest,
  type ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Analyzer } from "./analyzer.js";
import { analyzerInfo, type Pack } from "./info.js";
import { analyzeResponse } from "./response.js";
import { configurationOf, resourceOf } from "./request.js";

/*
 * The service that an engine expects of a policy pack. @pulumi/policy offers it too, but hands every rule its own copy of
 * every resource, leaves out which values are secret, and ends a rule at the first unknown value: docs/decisions.md.
 */

/** A whole stack comes as one message: as large as @pulumi/policy lets it be. */
const maxMessageBytes = 400 * 1024 * 1024;

/** Serves a pack on a free port of the loopback address, and tells the engine the port on standard output. */
export function serveAnalyzer(pack: Pack, analyzer: Analyzer): void {
  const server = new Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(AnalyzerService, {
    analyze: answer((request: AnalyzeRequest) =>
      analyzeResponse(pack, analyzer.analyze(resourceOf(request))),
    ),
    analyzeStack: answer((request: AnalyzeStackRequest) =>
      analyzeResponse(pack, analyzer.analyzeStack(request.getResourcesList().map(resourceOf))),
    ),
    configure: answer((request: ConfigureAnalyzerRequest) => {
      analyzer.configure(configurationOf(request));
      return new Empty();
    }),
    getAnalyzerInfo: answer(() => analyzerInfo(pack)),
    getPluginInfo: answer(() => new PluginInfo().setVersion(pack.version)),
    // Nothing is changed here: what is wrong is refused.
    remediate: answer(() => new RemediateResponse()),
    handshake: answer(() => new AnalyzerHandshakeResponse()),
    configureStack: answer(() => new AnalyzerStackConfigureResponse()),
    cancel: answer(() => new Empty()),
  });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

/** A mistake of a configuration, or a bug, is the engine's to show. */
function answer<Request, Response>(respond: (request: Request) => Response) {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
    let response: Response;
    try {
      response = respond(call.request);
    } catch (error) {
      reply(error as Error);
      return;
    }
    reply(null, response);
  };
}
