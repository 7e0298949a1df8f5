import { existingProject, inStack, refuses } from "../support/project.js";

const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/0f4c1d52";
const certificate = (text: string) => inStack(arn, text);
const allowed = "one of account 111122223333 in eu-central-1, where the cluster is";

describe("a certificate", () => {
  refuses([
    {
      title: "is none of another region",
      changes: [certificate(arn.replace("eu-central-1", "us-east-1"))],
      problems: [
        `Pulumi.test.yaml:51 config.basalt:certificates.shop: found a certificate of account 111122223333 in us-east-1; allowed: ${allowed}`,
      ],
    },
    {
      title: "is none of another account",
      changes: [certificate(arn.replace("111122223333", "222233334444"))],
      problems: [
        `Pulumi.test.yaml:51 config.basalt:certificates.shop: found a certificate of account 222233334444 in eu-central-1; allowed: ${allowed}`,
      ],
    },
    {
      title: "is none without a region",
      changes: [certificate(arn.replace("eu-central-1", ""))],
      problems: [
        `Pulumi.test.yaml:51 config.basalt:certificates.shop: found a certificate of account 111122223333 in no region; allowed: ${allowed}`,
      ],
    },
    { title: "may be another of the cluster's own", changes: [certificate(`${arn}0`)], problems: [] },
    {
      title: "may be anybody's on a cluster that exists",
      base: existingProject,
      changes: [inStack("shop: none", `shop: ${arn}`)],
      problems: [],
    },
  ]);
});
