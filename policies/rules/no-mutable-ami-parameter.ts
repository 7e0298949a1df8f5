import { launchesInstances, launchesOf } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const parameter = "aws:ssm/parameter:Parameter";
/** What an alias ends in that names the newest release. */
const latest = "@latest";
const versioned = /:\d+$/;

/** A parameter is looked up when an instance starts: what it says then nobody has reviewed. */
export const noMutableAmiParameter = resourceRule({
  name: "no-mutable-ami-parameter",
  area: "nodes",
  description: "images are not named by parameters whose value can change",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "AWS looks the parameter up whenever an instance starts: a new node then runs what the parameter says that day, without a change of the program.",
  remediationSteps:
    "Look the AMI id up when you write the program and put the id there, or name the parameter's version: resolve:ssm:/golden/image:3.",
  url: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => type === parameter || isNodeClass(type) || launchesInstances(type),
  check: (resource) => {
    if (resource.type === parameter) return checkParameter(resource);
    if (isNodeClass(resource.type)) return checkNodeClass(resource);
    return launchesOf(resource).flatMap(({ image }) =>
      image.given
        ? expect(image, isFixed, {
            allowed: "an AMI id, or a parameter's version: resolve:ssm:/golden/image:3",
          })
        : [],
    );
  },
  examples: {
    complies: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { imageId: "resolve:ssm:/golden/image:3" },
      },
    ],
    violates: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: {
          imageId: "resolve:ssm:/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id",
        },
      },
    ],
  },
});

/** Whether a text names a parameter with its version, or none at all. */
function isFixed(image: Value): boolean {
  const text = image.text();
  if (text === undefined) return !image.unknown;
  // A path alone is looked up as well, by what reads this text.
  return versioned.test(text) || !/^(resolve:ssm:|\/?aws\/service\/)/i.test(text);
}

function checkParameter({ properties }: Resource): Finding[] {
  const overwrite = properties.at("overwrite");
  if (!overwrite.unknown && overwrite.flag() !== true) return [];
  const type = properties.at("dataType");
  if (type.text() !== "aws:ec2:image") return [];
  return expect(overwrite, (flag) => flag.flag() !== true, {
    allowed: "false for a parameter that names an image",
    fix: "Make a parameter of another name for another image, or remove overwrite.",
  });
}

/** https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms */
function checkNodeClass({ properties }: Resource): Finding[] {
  return properties
    .at("spec", "amiSelectorTerms")
    .items()
    .flatMap((term) => {
      const alias = term.at("alias");
      if (alias.given)
        return expect(alias, (value) => !(value.text() ?? latest).endsWith(latest), {
          allowed: "one release: bottlerocket@v1.20.0",
        });
      // Names, tags and parameters match whatever is newest.
      const id = term.at("id");
      return id.given || term.unknown
        ? expect(id, (value) => value.text() !== undefined, { allowed: "an AMI id" })
        : [finding(term, { allowed: "an AMI id, or an alias with one release: bottlerocket@v1.20.0" })];
    });
}
