/** Tags by which the EKS node groups of one declared group and zone are found, whatever their names. */
export const zoneTags = { group: "basalt:node-group", zone: "basalt:zone" } as const;
