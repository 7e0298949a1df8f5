import fc from "fast-check";
import { rules } from "../../../policies/index.js";
import type { Example, ExampleResource } from "../../../policies/model/rule.js";
import { secret } from "./judge.js";

/*
 * Resources that no program makes: values under the keys that rules look for, and the examples of rules with anything
 * anywhere in them.
 */

const stacks: readonly Example[] = rules.flatMap(({ examples: { complies, violates } }) => [
  complies,
  violates,
]);
const examples = stacks.flat();

const signature = "4dabf18193072939515e22adb298388d";

/** What the engine writes for what is unknown, or no plain data. */
const marks = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  { [signature]: "c44067f5952c0a294b673a41bacd8c17", hash: "x", text: "y" },
  { [signature]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: {} },
  { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:s::p::a:b:C::d" },
  { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", secret: true },
];

/** Keys and texts of all examples. */
function vocabulary(): { readonly keys: readonly string[]; readonly texts: readonly string[] } {
  const keys = new Set(["", "constructor", "__proto__", "items", "kind", "apiVersion"]);
  const texts = new Set([
    "",
    "true",
    "false",
    "0",
    "latest",
    "*",
    "0.0.0.0/0",
    "::/0",
    "\u202e",
    "a\nb",
    "{",
    "]",
  ]);
  const read = (value: unknown): void => {
    if (typeof value === "string") texts.add(value);
    if (Array.isArray(value)) value.forEach(read);
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        keys.add(key);
        read(inner);
      }
  };
  examples.forEach(({ properties }) => read(properties));
  return { keys: [...keys], texts: [...texts] };
}

const { keys, texts } = vocabulary();

/** Any value, of the rules' own words for the most part. */
export const arbitraryValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...texts) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 65536, 1e300, 0.5, NaN) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...marks) },
    { weight: 3, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    {
      weight: 5,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...keys), tie("value")), { maxLength: 4 })
        .map((entries) => Object.fromEntries(entries)),
    },
    { weight: 1, arbitrary: tie("value").map(secret) },
  ),
})).value;

const types = [
  ...new Set(examples.map(({ type }) => type)),
  "constructor",
  "kubernetes:core/v1:constructor",
  "kubernetes:constructor/v1:toString",
  "kubernetes:core/v1:List",
  "kubernetes:apps/v1:DeploymentList",
  "kubernetes:apps/v1:DeploymentPatch",
  "kubernetes:example.com/v1:Custom",
  "aws:ec2/securityGroup:SecurityGroup",
  "a:b:C",
];

const arbitraryType = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...types) },
  { weight: 1, arbitrary: fc.string() },
);

/** Paths of every value in a value, its own among them, but for what is in the engine's marks. */
export function pathsIn(value: unknown): (string | number)[][] {
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : typeof value === "object" && value !== null && !(signature in value)
      ? Object.entries(value)
      : [];
  return [[], ...inner.flatMap(([key, item]) => pathsIn(item).map((path) => [key, ...path]))];
}

/** A copy of a value with another one at a path; with nothing there for undefined. */
export function withValueAt(
  value: unknown,
  path: readonly (string | number)[],
  change: (old: unknown) => unknown,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value
      .map((item: unknown, index) => (index === key ? withValueAt(item, rest, change) : item))
      .filter((item) => item !== undefined);
  return Object.fromEntries(
    Object.entries(value as object)
      .map(([name, item]): [string, unknown] => [name, name === key ? withValueAt(item, rest, change) : item])
      .filter(([, item]) => item !== undefined),
  );
}

/** What is done to a value somewhere in an example. */
const arbitraryChange: fc.Arbitrary<(old: unknown) => unknown> = fc.oneof(
  { weight: 4, arbitrary: arbitraryValue.map((value) => () => value) },
  { weight: 1, arbitrary: fc.constant(() => undefined) },
  { weight: 1, arbitrary: fc.constant((old: unknown) => [old, old]) },
  { weight: 1, arbitrary: fc.constant((old: unknown) => ({ old })) },
  { weight: 1, arbitrary: fc.constant(secret) },
  { weight: 1, arbitrary: fc.constantFrom(...marks).map((mark) => () => mark) },
);

/** What a program may well have there instead. */
const sensibleChange: fc.Arbitrary<(old: unknown) => unknown> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(() => undefined) },
  { weight: 1, arbitrary: fc.constant(secret) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...texts), fc.constantFrom(0, 1, 2, 22, 443, 65535), fc.nat(2))
      .map(([text, number, times]) => (old: unknown) => {
        if (Array.isArray(old)) return Array<unknown[]>(times).fill(old).flat();
        if (typeof old === "string") return text;
        if (typeof old === "number") return number;
        return typeof old === "boolean" ? !old : {};
      }),
  },
);

/** A resource with up to three changes. */
function changed(
  example: ExampleResource,
  change: fc.Arbitrary<(old: unknown) => unknown>,
): fc.Arbitrary<ExampleResource> {
  return fc
    .tuple(
      fc.array(fc.tuple(fc.nat(), change), { maxLength: 3 }),
      fc.constantFrom<ExampleResource["options"]>(
        undefined,
        { protect: true },
        { ignoreChanges: ["*", "spec"] },
        { deleteBeforeReplace: true },
      ),
    )
    .map(([changes, options]) => ({
      ...example,
      ...(options ? { options } : {}),
      properties: changes.reduce<unknown>((properties, [place, replace]) => {
        const [, ...paths] = pathsIn(properties);
        return paths.length === 0
          ? properties
          : withValueAt(properties, paths[place % paths.length]!, replace);
      }, example.properties) as Record<string, unknown>,
    }));
}

/** Resources that a program may well have: the example of a rule, with changes. */
export const sensibleStack: fc.Arbitrary<ExampleResource[]> = fc
  .constantFrom(...stacks)
  .chain((example) => fc.tuple(...example.map((resource) => changed(resource, sensibleChange))));

/** Any resource. */
export const arbitraryResource: fc.Arbitrary<ExampleResource> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...examples).chain((example) => changed(example, arbitraryChange)),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: arbitraryType,
      properties: fc.dictionary(fc.constantFrom(...keys), arbitraryValue, { maxKeys: 5 }),
    }),
  },
);
