import type { Place } from "./identity.js";
import { text, type Properties } from "./values.js";

/** What computed outputs are made from. */
export interface Made extends Place {
  /** The id in AWS. */
  readonly id: string;
  readonly inputs: Properties;
  /** When it was made, by the account's own clock. */
  readonly createdAt: string;
  /** How often it was changed since. */
  readonly changes: number;
  /** The cluster's API server: where it is, and the certificate it is known by (base64 of PEM). */
  readonly apiServer: { readonly endpoint: string; readonly certificateAuthority: string };
}

/** What the account knows about one type of resource; everything has a default. */
export interface Kind {
  /** Start of the id, as in `vpc-0123…`. Default: the id is the name. */
  readonly idPrefix?: string;
  /** The id, where it is made of inputs. */
  readonly id?: (inputs: Properties) => string;
  /** The property that is named after the resource when it is not given. */
  readonly named?: string;
  /** Longest name; a longer one is refused. */
  readonly longestName?: number;
  /** What can exist only once; two with the same are a conflict. */
  readonly taken?: (inputs: Properties) => string;
  /** How AWS calls that conflict. Default: ResourceInUseException. */
  readonly conflict?: string;
  /** Properties, or parts of them (`launchTemplate.id`), whose change makes another resource. */
  readonly replacedBy?: readonly string[];
  /** Lists of strings whose order matters; all others are sets. */
  readonly ordered?: readonly string[];
  /** Whether it has tags. Default: true. */
  readonly tagged?: boolean;
  /** Computed outputs; inputs win over them. `arn` and `tagsAll` are everybody's. */
  readonly outputs?: (made: Made) => Properties;
  /** Outputs that a change makes anew, so that they are unknown in its preview. */
  readonly renewed?: readonly string[];
}

/** A name made of properties. */
export const joined =
  (separator: string, ...keys: readonly string[]) =>
  (inputs: Properties): string =>
    keys.map((key) => text(inputs, key)).join(separator);
