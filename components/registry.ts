import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface RegistryArgs {
  readonly repositories: readonly string[];
  /** Whether repositories and their images stay when they are removed from the list, or the stack is. */
  readonly keep: boolean;
}

/** Days after which images without a tag go: what a failed or repeated build leaves. */
const untaggedDays = 14;

/** Untagged images only: a rollback needs any tagged one. */
const lifecycle = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: `Images without a tag go after ${untaggedDays} days`,
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: untaggedDays,
      },
      action: { type: "expire" },
    },
  ],
});

/** Repositories in ECR for the images that a team builds: tags that never move, and a scan of every push. */
export class Registry extends pulumi.ComponentResource {
  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:registry:Registry", name, { ...args }, opts);
    const kept = { parent: this, retainOnDelete: args.keep };
    for (const repository of args.repositories) {
      const made = new aws.ecr.Repository(
        repository,
        {
          // Written into pipelines and image pins: never another one by an automatic suffix.
          name: repository,
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          // Keys of ECR's own: a key of the stack could be deleted before kept images are.
          encryptionConfigurations: [{ encryptionType: "AES256" }],
          forceDelete: !args.keep,
        },
        kept,
      );
      new aws.ecr.LifecyclePolicy(repository, { repository: made.name, policy: lifecycle }, kept);
    }
    this.registerOutputs();
  }
}

/** Where images of a repository are pushed and pulled. */
export function repositoryUrl(
  repository: string,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com/${repository}`;
}
