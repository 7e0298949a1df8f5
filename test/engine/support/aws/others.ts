import { digits } from "./identity.js";
import { joined, type Kind } from "./kind.js";

/** A part of a bucket's settings: a resource of its own in the SDK, named by the bucket. */
const bucketPart: Kind = {
  id: joined("", "bucket"),
  taken: joined("", "bucket"),
  tagged: false,
  replacedBy: ["bucket", "expectedBucketOwner"],
};

/** IAM, KMS, logs, buckets and registries. */
export const otherKinds: Record<string, Kind> = {
  "aws:iam/role:Role": {
    id: joined("", "name"),
    named: "name",
    longestName: 64,
    taken: joined("", "name"),
    conflict: "EntityAlreadyExists",
    replacedBy: ["name", "namePrefix", "path"],
    outputs: ({ id, createdAt }) => ({
      uniqueId: `AROA${digits(16, id, createdAt).toUpperCase()}`,
      createDate: createdAt,
      managedPolicyArns: [],
      inlinePolicies: [],
    }),
  },
  "aws:iam/policy:Policy": {
    named: "name",
    longestName: 128,
    taken: joined("", "name"),
    conflict: "EntityAlreadyExists",
    replacedBy: ["name", "namePrefix", "path", "description"],
    outputs: ({ id }) => ({ policyId: `ANPA${digits(16, id).toUpperCase()}`, attachmentCount: 0 }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: joined(":", "role", "name"),
    named: "name",
    tagged: false,
    replacedBy: ["name", "namePrefix", "role"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: joined("/", "role", "policyArn"),
    tagged: false,
    replacedBy: ["role", "policyArn"],
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: joined("", "name"),
    named: "name",
    taken: joined("", "name"),
    conflict: "EntityAlreadyExists",
    replacedBy: ["name", "namePrefix", "path"],
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    taken: joined("", "url"),
    conflict: "EntityAlreadyExists",
    replacedBy: ["url"],
    outputs: () => ({ thumbprintLists: [] }),
  },
  "aws:kms/key:Key": {
    replacedBy: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId"],
    outputs: ({ id }) => ({ keyId: id, multiRegion: false, policy: "" }),
  },
  "aws:kms/alias:Alias": {
    id: joined("", "name"),
    named: "name",
    tagged: false,
    replacedBy: ["name", "namePrefix"],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: joined("", "name"),
    named: "name",
    taken: joined("", "name"),
    conflict: "ResourceAlreadyExistsException",
    replacedBy: ["name", "namePrefix", "logGroupClass"],
  },
  "aws:s3/bucket:Bucket": {
    id: joined("", "bucket"),
    named: "bucket",
    longestName: 63,
    taken: joined("", "bucket"),
    conflict: "BucketAlreadyExists",
    replacedBy: ["bucket", "bucketPrefix", "objectLockEnabled"],
    outputs: ({ id, region }) => ({
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      hostedZoneId: "Z21DNDUVLTQW6Q",
    }),
  },
  "aws:s3/bucketPolicy:BucketPolicy": bucketPart,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPart,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketPart,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketPart,
  "aws:s3/bucketVersioning:BucketVersioning": bucketPart,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketPart,
  "aws:ecr/repository:Repository": {
    id: joined("", "name"),
    named: "name",
    taken: joined("", "name"),
    conflict: "RepositoryAlreadyExistsException",
    replacedBy: ["name", "encryptionConfigurations"],
    outputs: ({ id, account, region }) => ({
      registryId: account,
      repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${id}`,
    }),
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    id: joined("", "repository"),
    tagged: false,
    replacedBy: ["repository"],
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    id: joined("", "repository"),
    tagged: false,
    replacedBy: ["repository"],
  },
};
