import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { isMapping, referenceIn } from "../../policies/model/wireValue.js";

/**
 * What a program registers, as the engine tells it to a policy pack: a resource among the values is its id, or its URN where
 * it is a component, and what begins with two underscores is left out. Files, archives and secrets are told as they are
 * written (github.com/pulumi/pulumi, sdk/go/common/resource/plugin/analyzer_plugin.go and rpc.go).
 */
export function toldProperties(properties: Struct): Struct {
  const given = properties.toJavaScript();
  const told = Object.fromEntries(
    Object.entries(given)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, value]) => [key, toldValue(value)]),
  );
  // To write it again takes thirty times as long as to see that it is the same, and most of it is.
  if (JSON.stringify(told) === JSON.stringify(given)) return properties;
  return Struct.fromJavaScript(told as ReturnType<Struct["toJavaScript"]>);
}

function toldValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toldValue);
  const reference = referenceIn(value);
  if (reference) return reference.id ?? reference.urn;
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toldValue(inner)]));
}
