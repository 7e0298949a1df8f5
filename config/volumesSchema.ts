import { flag, mapping, named, text } from "./fields.js";

/* Volumes that outlive the pods of a StatefulSet. */

/** Longest path: with what stands around it, its name is a DNS label. */
const longestPath = 50;

/** Paths become parts of names, so they have only what names may have. */
const path = text(
  new RegExp(`^(?=.{2,${longestPath}}$)(/[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`),
  `an absolute path of lower-case letters, digits and hyphens, at most ${longestPath} characters`,
);

const size = text(/^[1-9]\d{0,4}(Gi|Ti)$/, "an amount of storage in Gi or Ti, such as 10Gi");

/** `volumes` of a workload in a namespace file. */
export const volumes = named(
  path,
  mapping(
    {
      size: size.describe("Size of each replica's volume, in Gi or Ti. It can grow, never shrink."),
      keep: flag.describe(
        "Whether a volume and its data stay when its replica, its workload or the cluster goes. There is no default.",
      ),
    },
    "a volume",
  ),
  "a mapping from absolute paths to volumes",
);

/** `volumes` of a workload in a stack file. */
export const volumesOverride = named(
  path,
  mapping(
    {
      size: size.optional().describe("Size of each replica's volume. Default: as the namespace file says."),
      keep: flag
        .optional()
        .describe("Whether volumes and their data stay. Default: as the namespace file says."),
    },
    "what differs for a volume",
  ),
  "a mapping from absolute paths to what differs",
);
