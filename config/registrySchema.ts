import { flag, list, mapping, text } from "./fields.js";

/* basalt:registry: repositories for the images that a team builds. */

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repository = text(
  /^(?=.{2,256}$)[a-z][a-z0-9]*([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
  "a repository such as shop/cart: lower-case letters, digits, hyphens, underscores, dots and slashes, at most 256 characters",
);

/** basalt:registry. */
export const registry = mapping(
  {
    repositories: list(repository, "a list of repositories")
      .min(1, { error: "at least one repository" })
      .describe("Names of repositories in ECR, in the cluster's account and region."),
    keep: flag.describe(
      "Whether repositories and their images stay when they leave the list or the stack is destroyed. There is no default.",
    ),
  },
  "a registry",
);
