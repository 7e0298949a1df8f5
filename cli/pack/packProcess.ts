import { credentials, status } from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzerHandshakeRequest,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { spawnPack, type PackChild, type PackStack } from "./packChild.js";
import { alone, besides, together, type PackResource } from "./toldResource.js";

export type { PackResource } from "./toldResource.js";

/*
 * A policy pack as the engine runs one: a process of its own, asked over the Analyzer protocol
 * (github.com/pulumi/pulumi, proto/pulumi/analyzer.proto; pkg/resource/plugin/analyzer_plugin.go asks in this order).
 */

/** What a pack says. */
export interface PackDiagnostic {
  readonly rule: string;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
  /** The resource; undefined where it is about the stack. */
  readonly urn?: string;
}

/** What a configuration says about one rule. */
export interface PackRuleConfiguration {
  readonly level: "advisory" | "mandatory" | "disabled";
  readonly properties: Struct;
}

/** A running pack. Every question fails once the process is gone, or where it does not answer in time. */
export interface PackProcess {
  info(): Promise<AnalyzerInfo>;
  /** Fails with what the pack finds wrong in the configuration. */
  configure(rules: ReadonlyMap<string, PackRuleConfiguration>): Promise<void>;
  analyze(resource: PackResource): Promise<PackDiagnostic[]>;
  /** As {@link analyze}, for a resource that is bytes already. */
  analyzeBytes(resource: Uint8Array): Promise<PackDiagnostic[]>;
  analyzeStack(resources: readonly PackResource[]): Promise<PackDiagnostic[]>;
  /** As {@link analyzeStack}, for resources that are bytes already. */
  analyzeStackBytes(resources: readonly (readonly Uint8Array[])[]): Promise<PackDiagnostic[]>;
  stop(): void;
}

/** A whole stack is one message. */
const maxMessageBytes = 400 * 1024 * 1024;

const { analyze: analyzeMethod, analyzeStack: analyzeStackMethod } = AnalyzerService;

/** Starts the pack in `folder` and asks it, as {@link connectPack}. */
export function startPack(
  folder: string,
  stack: PackStack = { stack: "", project: "" },
): Promise<PackProcess> {
  return connectPack(spawnPack(folder, stack), folder, stack);
}

/**
 * Greets a pack as the engine does. Fails with what it wrote to standard error where it does not start.
 *
 * @param answerSeconds how long it may take for one answer
 */
export async function connectPack(
  child: PackChild,
  folder: string,
  { stack, project }: PackStack,
  answerSeconds = 120,
): Promise<PackProcess> {
  const client = new AnalyzerClient(`127.0.0.1:${await child.port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  const open = new Set<(error: Error) => void>();
  child.onDeath((why) => {
    client.close();
    for (const fail of open) fail(new Error(why));
  });
  /** Asks one question; the answer comes in time, or is an error. */
  const ask = <Response>(
    method: { readonly path: string; readonly responseDeserialize: (bytes: Buffer) => Response },
    request: Uint8Array,
  ) =>
    new Promise<Response>((resolve, reject) => {
      open.add(reject);
      client.makeUnaryRequest(
        method.path,
        (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        method.responseDeserialize,
        request,
        { deadline: Date.now() + answerSeconds * 1000 },
        (error, response) => {
          const fail = () => {
            open.delete(reject);
            reject(new Error(`the policy pack failed: ${error!.details || error!.message}`));
          };
          // The connection is gone before the process is, which tells why.
          if (error?.code === status.UNAVAILABLE) setTimeout(fail, 1000).unref();
          else if (error) fail();
          else {
            open.delete(reject);
            resolve(response!);
          }
        },
      );
    });

  const pack: PackProcess = {
    info: () => ask(AnalyzerService.getAnalyzerInfo, new Empty().serializeBinary()),
    async configure(rules) {
      const request = new ConfigureAnalyzerRequest();
      for (const [rule, { level, properties }] of rules)
        request
          .getPolicyconfigMap()
          .set(rule, new PolicyConfig().setEnforcementlevel(levels[level]).setProperties(properties));
      await ask(AnalyzerService.configure, request.serializeBinary());
    },
    analyze: (resource) => pack.analyzeBytes(alone(resource)),
    analyzeBytes: async (resource) => diagnosticsOf(await ask(analyzeMethod, resource)),
    analyzeStack: (resources) =>
      pack.analyzeStackBytes(resources.map((resource) => [alone(resource), besides(resource)])),
    analyzeStackBytes: async (resources) => diagnosticsOf(await ask(analyzeStackMethod, together(resources))),
    stop: () => child.kill(),
  };
  await ask(
    AnalyzerService.handshake,
    new AnalyzerHandshakeRequest()
      .setEngineAddress("127.0.0.1:0")
      .setRootDirectory(folder)
      .setProgramDirectory(folder)
      .serializeBinary(),
  );
  await ask(
    AnalyzerService.configureStack,
    new AnalyzerStackConfigureRequest()
      .setStack(stack)
      .setProject(project)
      .setOrganization("organization")
      .setDryRun(true)
      .serializeBinary(),
  );
  return pack;
}

const levels = {
  advisory: EnforcementLevel.ADVISORY,
  mandatory: EnforcementLevel.MANDATORY,
  disabled: EnforcementLevel.DISABLED,
};

function diagnosticsOf(response: AnalyzeResponse): PackDiagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    rule: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: diagnostic.getMessage(),
    ...(diagnostic.getUrn() ? { urn: diagnostic.getUrn() } : {}),
  }));
}
