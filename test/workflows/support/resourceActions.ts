/** Actions by what the provider does with a resource of a type: creates (and tags), reads, updates, deletes it. */
interface ResourceActions {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

const of = (
  service: string,
  create: string,
  read: string,
  update: string,
  remove: string,
): ResourceActions => {
  const list = (names: string) =>
    names
      .split(" ")
      .filter((name) => name !== "")
      .map((name) => (name.includes(":") ? name : `${service}:${name}`));
  return { create: list(create), read: list(read), update: list(update), delete: list(remove) };
};

const ec2Tags = "CreateTags DeleteTags";
const groupRules =
  "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress";
const bucketReads =
  "ListBucket GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging GetBucketPolicy";

/** Every type of AWS that the program registers. A new one is added with what it needs, here and in docs/iam. */
export const resourceActions: Readonly<Record<string, ResourceActions>> = {
  "aws:cloudwatch/logGroup:LogGroup": of(
    "logs",
    "CreateLogGroup PutRetentionPolicy TagResource",
    "DescribeLogGroups ListTagsForResource",
    "PutRetentionPolicy TagResource UntagResource",
    "DeleteLogGroup",
  ),
  // Adopted, never made; its rules are taken away.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": of(
    "ec2",
    "RevokeSecurityGroupEgress RevokeSecurityGroupIngress CreateTags",
    "DescribeSecurityGroups",
    `${ec2Tags} ${groupRules}`,
    "",
  ),
  "aws:ec2/eip:Eip": of(
    "ec2",
    "AllocateAddress CreateTags",
    "DescribeAddresses DescribeAddressesAttribute",
    ec2Tags,
    "DisassociateAddress ReleaseAddress",
  ),
  "aws:ec2/flowLog:FlowLog": of(
    "ec2",
    "CreateFlowLogs CreateTags logs:CreateLogDelivery s3:GetBucketPolicy s3:PutBucketPolicy",
    "DescribeFlowLogs",
    ec2Tags,
    "DeleteFlowLogs logs:DeleteLogDelivery",
  ),
  "aws:ec2/internetGateway:InternetGateway": of(
    "ec2",
    "CreateInternetGateway AttachInternetGateway CreateTags",
    "DescribeInternetGateways",
    ec2Tags,
    "DetachInternetGateway DeleteInternetGateway",
  ),
  "aws:ec2/launchTemplate:LaunchTemplate": of(
    "ec2",
    "CreateLaunchTemplate CreateTags",
    "DescribeLaunchTemplates DescribeLaunchTemplateVersions",
    `CreateLaunchTemplateVersion ModifyLaunchTemplate ${ec2Tags}`,
    "DeleteLaunchTemplate",
  ),
  "aws:ec2/natGateway:NatGateway": of(
    "ec2",
    "CreateNatGateway CreateTags",
    "DescribeNatGateways",
    ec2Tags,
    "DeleteNatGateway DisassociateAddress",
  ),
  "aws:ec2/route:Route": of("ec2", "CreateRoute", "DescribeRouteTables", "ReplaceRoute", "DeleteRoute"),
  "aws:ec2/routeTable:RouteTable": of(
    "ec2",
    "CreateRouteTable CreateTags",
    "DescribeRouteTables",
    ec2Tags,
    "DeleteRouteTable DisassociateRouteTable",
  ),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": of(
    "ec2",
    "AssociateRouteTable",
    "DescribeRouteTables",
    "ReplaceRouteTableAssociation",
    "DisassociateRouteTable",
  ),
  "aws:ec2/securityGroup:SecurityGroup": of(
    "ec2",
    "CreateSecurityGroup CreateTags RevokeSecurityGroupEgress",
    "DescribeSecurityGroups",
    ec2Tags,
    `DeleteSecurityGroup RevokeSecurityGroupEgress RevokeSecurityGroupIngress DescribeNetworkInterfaces`,
  ),
  "aws:ec2/subnet:Subnet": of(
    "ec2",
    "CreateSubnet CreateTags ModifySubnetAttribute",
    "DescribeSubnets",
    `ModifySubnetAttribute ${ec2Tags}`,
    "DeleteSubnet DescribeNetworkInterfaces",
  ),
  "aws:ec2/vpc:Vpc": of(
    "ec2",
    "CreateVpc CreateTags ModifyVpcAttribute",
    "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
    `ModifyVpcAttribute ${ec2Tags}`,
    "DeleteVpc",
  ),
  "aws:ec2/vpcEndpoint:VpcEndpoint": of(
    "ec2",
    "CreateVpcEndpoint CreateTags",
    "DescribeVpcEndpoints DescribePrefixLists",
    `ModifyVpcEndpoint ${ec2Tags}`,
    "DeleteVpcEndpoints",
  ),
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": of(
    "ec2",
    "CreateTransitGatewayVpcAttachment CreateTags",
    "DescribeTransitGatewayVpcAttachments DescribeTransitGateways",
    `ModifyTransitGatewayVpcAttachment ${ec2Tags}`,
    "DeleteTransitGatewayVpcAttachment",
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": of(
    "ec2",
    "AuthorizeSecurityGroupEgress CreateTags",
    "DescribeSecurityGroupRules",
    `ModifySecurityGroupRules ${ec2Tags}`,
    "RevokeSecurityGroupEgress",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": of(
    "ec2",
    "AuthorizeSecurityGroupIngress CreateTags",
    "DescribeSecurityGroupRules",
    `ModifySecurityGroupRules ${ec2Tags}`,
    "RevokeSecurityGroupIngress",
  ),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": of(
    "ecr",
    "PutLifecyclePolicy",
    "GetLifecyclePolicy",
    "PutLifecyclePolicy",
    "DeleteLifecyclePolicy",
  ),
  "aws:ecr/repository:Repository": of(
    "ecr",
    "CreateRepository TagResource",
    "DescribeRepositories ListTagsForResource",
    "PutImageTagMutability PutImageScanningConfiguration TagResource UntagResource",
    "DeleteRepository ListImages BatchDeleteImage",
  ),
  "aws:eks/accessEntry:AccessEntry": of(
    "eks",
    "CreateAccessEntry TagResource",
    "DescribeAccessEntry",
    "UpdateAccessEntry TagResource UntagResource",
    "DeleteAccessEntry",
  ),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": of(
    "eks",
    "AssociateAccessPolicy",
    "ListAssociatedAccessPolicies",
    "",
    "DisassociateAccessPolicy",
  ),
  "aws:eks/addon:Addon": of(
    "eks",
    "CreateAddon TagResource",
    "DescribeAddon",
    "UpdateAddon DescribeUpdate TagResource UntagResource",
    "DeleteAddon",
  ),
  "aws:eks/cluster:Cluster": of(
    "eks",
    "CreateCluster TagResource iam:PassRole iam:CreateServiceLinkedRole kms:DescribeKey kms:CreateGrant ec2:DescribeSubnets ec2:DescribeSecurityGroups",
    "DescribeCluster",
    "UpdateClusterConfig UpdateClusterVersion DescribeUpdate TagResource UntagResource",
    "DeleteCluster",
  ),
  "aws:eks/nodeGroup:NodeGroup": of(
    "eks",
    "CreateNodegroup TagResource iam:PassRole iam:GetRole iam:CreateServiceLinkedRole ec2:RunInstances ec2:CreateTags ec2:DescribeLaunchTemplateVersions ec2:DescribeSubnets",
    "DescribeNodegroup",
    "UpdateNodegroupConfig UpdateNodegroupVersion DescribeUpdate TagResource UntagResource",
    "DeleteNodegroup",
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": of(
    "eks",
    "CreatePodIdentityAssociation TagResource iam:PassRole iam:GetRole",
    "DescribePodIdentityAssociation",
    "UpdatePodIdentityAssociation TagResource UntagResource",
    "DeletePodIdentityAssociation",
  ),
  "aws:iam/role:Role": of(
    "iam",
    "CreateRole TagRole",
    "GetRole ListRolePolicies ListAttachedRolePolicies",
    "UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription TagRole UntagRole",
    "DeleteRole ListInstanceProfilesForRole",
  ),
  "aws:iam/rolePolicy:RolePolicy": of(
    "iam",
    "PutRolePolicy",
    "GetRolePolicy",
    "PutRolePolicy",
    "DeleteRolePolicy",
  ),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": of(
    "iam",
    "AttachRolePolicy",
    "ListAttachedRolePolicies",
    "",
    "DetachRolePolicy",
  ),
  "aws:kms/key:Key": of(
    "kms",
    "CreateKey TagResource EnableKeyRotation",
    "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    "UpdateKeyDescription PutKeyPolicy EnableKeyRotation DisableKeyRotation TagResource UntagResource",
    "ScheduleKeyDeletion",
  ),
  "aws:s3/bucket:Bucket": of(
    "s3",
    "CreateBucket PutBucketTagging",
    bucketReads,
    "PutBucketTagging",
    "DeleteBucket ListBucketVersions DeleteObject DeleteObjectVersion",
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": of(
    "s3",
    "PutLifecycleConfiguration",
    "GetLifecycleConfiguration",
    "PutLifecycleConfiguration",
    "PutLifecycleConfiguration",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": of(
    "s3",
    "PutBucketPolicy",
    "GetBucketPolicy",
    "PutBucketPolicy",
    "DeleteBucketPolicy",
  ),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": of(
    "s3",
    "PutBucketPublicAccessBlock",
    "GetBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": of(
    "s3",
    "PutEncryptionConfiguration",
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
};

/** Actions that AWS authorises for the account as a whole, or for what has no ARN yet. */
export const withoutResource =
  /^(ec2:Describe\w+|eks:(DescribeAddonVersions|DescribeClusterVersions|CreateCluster)|kms:CreateKey|logs:(DescribeLogGroups|CreateLogDelivery|DeleteLogDelivery))$/;
