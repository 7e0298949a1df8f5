import { z } from "zod";
import { parseCidr, probableCidr } from "./cidr.js";

/*
 * The building blocks of both schemas. A schema's error text is the "allowed" half of a problem; the loader
 * adds what was found and where.
 */

/**
 * Text of a given form.
 *
 * @param advise what is allowed in place of a value that is a well-known mistake, or undefined
 */
export function text(
  pattern: RegExp,
  allowed: string,
  advise: (value: string) => string | undefined = () => undefined,
) {
  return z
    .string({ error: allowed })
    .regex(pattern, { error: ({ input }) => advise(String(input)) ?? allowed })
    .meta({ description: allowed });
}

/**
 * A mapping with exactly these keys; any other key is an error that lists them.
 *
 * @param advise what else a mapping with other keys may have been meant as, or undefined
 */
export function mapping<Shape extends z.ZodRawShape>(
  shape: Shape,
  meaning: string,
  advise: (otherKeys: readonly string[]) => string | undefined = () => undefined,
) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? [`only ${keys}`, advise(issue.keys) ?? []].flat().join("; ")
        : `${meaning}: a mapping with ${keys}`,
  });
}

/** A mapping from names that a user chooses. */
export function named<Value extends z.ZodType>(key: z.ZodString, value: Value, allowed: string) {
  return z.record(key, value, { error: allowed });
}

/** A list, with the meaning of its items for the message when it is not one. */
export function list<Item extends z.ZodType>(item: Item, allowed: string) {
  return z.array(item, { error: allowed });
}

/** One of a few words. */
export function word<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `one of ${words.join(", ")}` });
}

/** true or false. */
export const flag = z.boolean({ error: "true or false" });

/** A whole number in a range, both ends included. */
export function whole(minimum: number, maximum: number, unit = "") {
  const allowed = `a whole number${unit === "" ? "" : ` of ${unit}`} from ${minimum} to ${maximum}`;
  return z
    .int({ error: allowed })
    .min(minimum, { error: allowed })
    .max(maximum, { error: allowed })
    .meta({ description: allowed });
}

/** A name in a Kubernetes namespace (RFC 1123 label), at most `length` characters. */
export function dnsLabel(length: number) {
  const allowed = `lower-case letters, digits and hyphens, starting with a letter, at most ${length} characters`;
  return text(new RegExp(`^[a-z]([a-z0-9-]{0,${length - 2}}[a-z0-9])?$`), allowed);
}

/** Workload names leave room for the suffixes that Kubernetes' controllers add to a pod's name. */
export const workloadName = dnsLabel(45);

/** Namespace names. */
export const namespaceName = dnsLabel(63);

/** Port names: at most 15 characters, as Kubernetes demands (IANA service names). */
export const portName = dnsLabel(15);

/** A port number. */
export const portNumber = z
  .int({ error: "a port number from 1 to 65535" })
  .min(1, { error: "a port number from 1 to 65535" })
  .max(65535, { error: "a port number from 1 to 65535" });

/** Transport protocols that Kubernetes and Calico both filter by port. */
export const protocol = word("TCP", "UDP", "SCTP");

const cidrAllowed = 'a canonical IPv4 CIDR such as "10.0.0.0/16" (host bits zero)';

/** An IPv4 range. */
export const cidrText = z
  .string({ error: cidrAllowed })
  .refine((value) => parseCidr(value) !== undefined, {
    error: ({ input }) => {
      const probable = probableCidr(String(input));
      return probable === undefined
        ? cidrAllowed
        : `a canonical IPv4 CIDR (host bits zero), perhaps ${probable}`;
    },
  })
  .meta({ description: cidrAllowed, pattern: "^[0-9.]+/[0-9]+$" });

/** IPv4 ranges; few enough that comparing each with each is cheap. */
export const cidrList = list(cidrText, "a list of CIDRs").max(100, { error: "at most 100 CIDRs" });

/** A container image: registry, repository, optional tag, and the digest that decides what runs. */
export const imageReference = text(
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+(:[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64}$/,
  "an image with registry and digest: registry/repository[:tag]@sha256:<64 hexadecimal digits>",
);

/** The digest of an image or of an archive. */
export const sha256 = text(/^sha256:[0-9a-f]{64}$/, "sha256:<64 hexadecimal digits>");

/** A Kubernetes minor version. Numbers are refused: YAML reads 1.30 as 1.3. */
export const kubernetesVersion = text(/^1\.[1-9]\d$/, 'a quoted Kubernetes minor version such as "1.35"');

/** A Kubernetes resource quantity for CPU. */
export const cpuQuantity = text(/^(\d+m|\d+(\.\d{1,3})?)$/, 'a quoted amount of CPU such as "100m" or "2"');

/** A Kubernetes resource quantity for memory or storage. */
export const byteQuantity = text(/^\d+(Ki|Mi|Gi|Ti)$/, "an amount of memory such as 128Mi or 2Gi");

/** Amounts of CPU and memory that a pod asks for. */
export const requests = mapping(
  {
    cpu: cpuQuantity.describe("Cores, in thousandths (100m) or as a number in quotes."),
    memory: byteQuantity.describe("Memory, in Ki, Mi, Gi or Ti."),
  },
  "cpu and memory",
);

/** Amounts of CPU and memory that a pod gets at most. */
export const limits = mapping(
  {
    cpu: cpuQuantity
      .optional()
      .describe("Cores beyond which the container is throttled. Default: none, it may use what is idle."),
    memory: byteQuantity.describe("Memory beyond which the container is killed."),
  },
  "memory, and cpu where it is to be throttled",
);

/** A mapping of Kubernetes labels. */
export const labels = named(
  text(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, "a label key"),
  text(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, "a label value"),
  "a mapping of labels",
);

/** The value of an environment variable, or a word of a command. */
export const textValue = z.string({ error: "text; quote numbers and true/false" });

/** An ARN of one AWS service. */
export function arn(service: string, resource: string, allowed: string) {
  return text(new RegExp(`^arn:aws:${service}:[a-z0-9-]*:\\d{12}:${resource}$`), allowed);
}

/** An environment variable's name. */
export const variableName = text(
  /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  "letters, digits and underscores, not starting with a digit",
);

/** The name under which the stack file keeps a secret, a certificate or an image pin. */
export const pinName = dnsLabel(63);
