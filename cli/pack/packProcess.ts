import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzerPropertyDependencies,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/*
 * A policy pack as the engine runs one: a process of its own, asked over the Analyzer protocol
 * (github.com/pulumi/pulumi, proto/pulumi/analyzer.proto).
 */

/** A resource as a pack is told it. */
export interface PackResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Properties as the engine writes them: secrets and unknown values are marked. */
  readonly properties: Struct;
  readonly options: {
    readonly protect: boolean;
    readonly ignoreChanges: readonly string[];
    readonly deleteBeforeReplace?: boolean;
    readonly parent?: string;
  };
  /** URNs that each property takes values from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

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

/** A running pack. */
export interface PackProcess {
  info(): Promise<AnalyzerInfo>;
  /** Fails with what the pack finds wrong in the configuration. */
  configure(rules: ReadonlyMap<string, PackRuleConfiguration>): Promise<void>;
  analyze(resource: PackResource): Promise<PackDiagnostic[]>;
  analyzeStack(resources: readonly PackResource[]): Promise<PackDiagnostic[]>;
  stop(): void;
}

/** A whole stack is one message. */
const maxMessageBytes = 400 * 1024 * 1024;

/** Starts the pack in `folder`. Fails with what it wrote to standard error where it does not start. */
export async function startPack(folder: string): Promise<PackProcess> {
  const main = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  // The first argument is the engine's address; this pack asks nothing of it.
  const child = spawn(process.execPath, [main, "127.0.0.1:0", folder], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const port = await portOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  const info = promisify<Empty, AnalyzerInfo>(client.getAnalyzerInfo.bind(client));
  const configure = promisify<ConfigureAnalyzerRequest, Empty>(client.configure.bind(client));
  const analyze = promisify<AnalyzeRequest, AnalyzeResponse>(client.analyze.bind(client));
  const analyzeStack = promisify<AnalyzeStackRequest, AnalyzeResponse>(client.analyzeStack.bind(client));
  return {
    info: () => info(new Empty()),
    async configure(rules) {
      const request = new ConfigureAnalyzerRequest();
      for (const [rule, { level, properties }] of rules)
        request
          .getPolicyconfigMap()
          .set(rule, new PolicyConfig().setEnforcementlevel(levels[level]).setProperties(properties));
      await configure(request);
    },
    analyze: async (resource) => diagnosticsOf(await analyze(told(new AnalyzeRequest(), resource))),
    analyzeStack: async (resources) =>
      diagnosticsOf(
        await analyzeStack(
          new AnalyzeStackRequest().setResourcesList(
            resources.map((resource) => inStack(new AnalyzerResource(), resource)),
          ),
        ),
      ),
    stop() {
      client.close();
      child.kill();
    },
  };
}

const levels = {
  advisory: EnforcementLevel.ADVISORY,
  mandatory: EnforcementLevel.MANDATORY,
  disabled: EnforcementLevel.DISABLED,
};

function told<Request extends AnalyzeRequest | AnalyzerResource>(
  request: Request,
  { urn, type, name, properties, options }: PackResource,
): Request {
  request.setUrn(urn);
  request.setType(type);
  request.setName(name);
  request.setProperties(properties);
  request.setOptions(
    new AnalyzerResourceOptions()
      .setProtect(options.protect)
      .setIgnorechangesList([...options.ignoreChanges])
      .setDeletebeforereplace(options.deleteBeforeReplace ?? false)
      .setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined)
      .setParent(options.parent ?? ""),
  );
  return request;
}

function inStack(request: AnalyzerResource, resource: PackResource): AnalyzerResource {
  const dependencies = request.getPropertydependenciesMap();
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {}))
    dependencies.set(property, new AnalyzerPropertyDependencies().setUrnsList([...urns]));
  return told(request, resource).setParent(resource.options.parent ?? "");
}

function diagnosticsOf(response: AnalyzeResponse): PackDiagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    rule: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: diagnostic.getMessage(),
    ...(diagnostic.getUrn() ? { urn: diagnostic.getUrn() } : {}),
  }));
}

/** The first line that the pack prints is its port. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr!.on("data", (text: Buffer) => (complaint += text.toString()));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the policy pack ended with code ${code}:\n${complaint}`)));
    createInterface(child.stdout!).once("line", (line) => resolve(Number(line)));
  });
}
