import { digits, type Place } from "./identity.js";
import { text, type Properties } from "./values.js";

/** The answer of a data source: those that Basalt and the EKS component ask. */
export function answer(token: string, args: Properties, { account, region }: Place): Properties {
  const name = token.split(":").at(-1)!;
  const asked = { ...args, region: text(args, "region") || region };
  const zones = ["a", "b", "c"].map((letter) => `${region}${letter}`);
  switch (name) {
    case "getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    case "getCallerIdentity":
      return {
        id: account,
        accountId: account,
        arn: `arn:aws:iam::${account}:user/tester`,
        userId: "AIDATESTER",
      };
    case "getRegion":
      return {
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      };
    case "getServicePrincipal": {
      const service = text(args, "serviceName");
      return { ...asked, id: service, name: `${service}.amazonaws.com`, suffix: "amazonaws.com" };
    }
    case "getAvailabilityZones":
      return { ...asked, id: region, names: zones, zoneIds: ["az1", "az2", "az3"], groupNames: [region] };
    case "getAddonVersion":
      return { ...asked, id: text(args, "addonName"), version: "v1.0.0-eksbuild.1" };
    case "getParameter": {
      const path = text(args, "name");
      return { ...asked, id: path, type: "String", value: `ami-0${digits(16, path)}`, version: 1 };
    }
    default:
      throw new Error(`the fake AWS does not know the function ${token}`);
  }
}
