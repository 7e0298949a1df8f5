import {
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Account } from "./account.js";
import { allTags, computedOutputs, hasRegion, kindOf, prefixedName } from "./catalogue.js";
import { diffResponse } from "./diffResponse.js";
import { digits, nameOf, typeOf } from "./identity.js";
import { answer } from "./invokes.js";
import {
  completed,
  fromStruct,
  isObject,
  text,
  toStruct,
  unknown,
  unknowns,
  withoutBookkeeping,
  type Properties,
} from "./values.js";

/** What it says its version is. */
const version = "7.48.0";

/** A provider as it is configured. */
interface Configuration {
  readonly region: string;
  readonly defaultTags: Properties;
}

/** Pulumi's provider protocol, in front of an account. */
export function providerService(account: Account): UntypedServiceImplementation {
  // All providers of a program attach to this one server, each by a connection of its own.
  const configurations = new Map<string, Configuration>();
  const unconfigured: Configuration = { region: account.place.region, defaultTags: {} };
  let latest = unconfigured;
  const configurationOf = (peer: string) => configurations.get(peer) ?? latest;

  const tagsOf = (urn: string, inputs: Properties, { defaultTags }: Configuration): Properties => {
    const tags = allTags(typeOf(urn), inputs, defaultTags);
    return tags === undefined ? {} : { tagsAll: tags };
  };

  /** What a resource will be, as far as it is known; `olds` are its outputs when it exists. */
  const foreseen = (
    urn: string,
    id: string,
    inputs: Properties,
    olds: Properties | undefined,
  ): Properties => {
    const type = typeOf(urn);
    const given = withoutBookkeeping(inputs);
    const made = { ...account.place, id, inputs, createdAt: "", changes: 0, apiServer: account.apiServer };
    const computed = { ...computedOutputs(type, made), ...prefixedName(type, urn, inputs, 0) };
    const all = unknowns(given, computed);
    if (!olds) return completed(given, all);
    // What AWS computed stays as it is; what was given and is not any more, does not.
    const kept = Object.entries(olds).filter(
      ([key]) => key in computed && !(kindOf(type).renewed ?? []).includes(key),
    );
    return completed(given, { ...all, ...Object.fromEntries(kept) });
  };

  return {
    handshake: unary(() => new messages.ProviderHandshakeResponse()),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: "aws", version }));
      return response;
    }),
    getMapping: unary(() => new messages.GetMappingResponse()),
    getMappings: unary(() => new messages.GetMappingsResponse()),

    checkConfig: unary((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: unary((request: messages.DiffRequest) =>
      diffResponse("", fromStruct(request.getOldInputs()), fromStruct(request.getNews())),
    ),
    configure: unary((request: messages.ConfigureRequest, { peer }) => {
      const args = fromStruct(request.getArgs());
      latest = {
        region: text(args, "region") || account.place.region,
        defaultTags: defaultTags(args["defaultTags"]),
      };
      configurations.set(peer, latest);
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),

    check: unary((request: messages.CheckRequest, { peer }) => {
      const [urn, olds, news] = [
        request.getUrn(),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
      ];
      const response = new messages.CheckResponse();
      const named = kindOf(typeOf(urn)).named;
      const inputs: Properties = { ...news };
      if (named !== undefined) {
        const isGenerated = news[named] === undefined && news[`${named}Prefix`] === undefined;
        if (isGenerated) inputs[named] = olds[named] ?? generatedName(urn, account.generation(urn));
        inputs["__defaults"] = isGenerated ? [named] : [];
        const longest = kindOf(typeOf(urn)).longestName ?? 255;
        if (text(inputs, named).length > longest) {
          const failure = new messages.CheckFailure();
          failure.setProperty(named);
          failure.setReason(
            `expected length of ${named} to be at most ${longest}, got ${text(inputs, named)}`,
          );
          response.addFailures(failure);
        }
      }
      if (hasRegion(typeOf(urn))) inputs["region"] ??= configurationOf(peer).region;
      response.setInputs(toStruct(inputs));
      return response;
    }),
    diff: unary((request: messages.DiffRequest, { peer }) => {
      const [urn, olds] = [request.getUrn(), fromStruct(request.getOlds())];
      const oldInputs = fromStruct(request.getOldInputs());
      const news = fromStruct(request.getNews());
      // Tags of the provider are a part of every resource.
      const tags = olds["tagsAll"];
      const before: Properties = tags === undefined ? {} : { tagsAll: tags };
      const after = tags === undefined ? {} : tagsOf(urn, news, configurationOf(peer));
      return diffResponse(typeOf(urn), { ...oldInputs, ...before }, { ...news, ...after });
    }),
    create: unary(async (request: messages.CreateRequest, { peer, signal }) => {
      const [urn, inputs] = [request.getUrn(), fromStruct(request.getProperties())];
      const tags = tagsOf(urn, inputs, configurationOf(peer));
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        note(account, "create", urn, "", inputs);
        response.setProperties(toStruct({ ...foreseen(urn, unknown, inputs, undefined), ...tags }));
      } else {
        const { id, outputs } = await account.create({ urn, inputs, tags, signal });
        response.setId(id);
        response.setProperties(toStruct(outputs));
      }
      return response;
    }),
    update: unary(async (request: messages.UpdateRequest, { peer, signal }) => {
      const [urn, id, inputs] = [request.getUrn(), request.getId(), fromStruct(request.getNews())];
      const tags = tagsOf(urn, inputs, configurationOf(peer));
      const response = new messages.UpdateResponse();
      if (request.getPreview()) {
        note(account, "update", urn, id, inputs);
        const olds = fromStruct(request.getOlds());
        response.setProperties(toStruct({ ...foreseen(urn, id, inputs, olds), ...tags }));
      } else {
        const { outputs } = await account.update(id, { urn, inputs, tags, signal });
        response.setProperties(toStruct(outputs));
      }
      return response;
    }),
    read: unary(async (request: messages.ReadRequest, { signal }) => {
      const resource = await account.read(request.getId(), { urn: request.getUrn(), signal });
      const response = new messages.ReadResponse();
      if (resource) {
        response.setId(resource.id);
        response.setProperties(toStruct(resource.outputs));
        response.setInputs(toStruct(asInputs(resource.inputs, resource.outputs)));
      }
      return response;
    }),
    delete: unary(async (request: messages.DeleteRequest, { signal }) => {
      await account.delete(request.getId(), { urn: request.getUrn(), signal });
      return new Empty();
    }),
    invoke: unary((request: messages.InvokeRequest, { peer }) => {
      const [token, args] = [request.getTok(), fromStruct(request.getArgs())];
      const { region } = configurationOf(peer);
      const operation = {
        preview: request.getPreview(),
        type: token,
        name: nameOf(token),
        urn: token,
        id: "",
      };
      account.note({ verb: "invoke", ...operation, inputs: args });
      const response = new messages.InvokeResponse();
      response.setReturn(toStruct(answer(token, args, { ...account.place, region })));
      return response;
    }),
  };
}

/** Who calls. */
interface Caller {
  /** Address of the connection. */
  readonly peer: string;
  /** Aborted when the caller does not wait any more. */
  readonly signal: AbortSignal;
}

/** A handler by a function; what it throws is the call's error. */
function unary<Request, Response>(handle: (request: Request, from: Caller) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort());
    Promise.resolve()
      .then(() => handle(call.request, { peer: call.getPeer(), signal: gone.signal }))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: (error as Error).message }),
      );
  };
}

function note(
  account: Account,
  verb: "create" | "update",
  urn: string,
  id: string,
  inputs: Properties,
): void {
  account.note({ verb, preview: true, type: typeOf(urn), name: nameOf(urn), urn, id, inputs });
}

/** As the Terraform bridge names what is not named: seven hexadecimal digits behind the logical name. */
function generatedName(urn: string, generation: number): string {
  return `${nameOf(urn)}-${digits(7, urn, String(generation))}`;
}

/** Tags of a provider; its inputs arrive as JSON. */
function defaultTags(value: Properties[string] | undefined): Properties {
  const parsed = (typeof value === "string" ? JSON.parse(value) : value) as Properties[string] | undefined;
  return isObject(parsed) && isObject(parsed["tags"]) ? parsed["tags"] : {};
}

/** Inputs as a refresh finds them: what was given, with the values of now. */
function asInputs(inputs: Properties, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => {
      const live = outputs[key];
      if (isObject(value) && isObject(live)) return [key, asInputs(value, live)];
      return [key, live ?? value];
    }),
  );
}
