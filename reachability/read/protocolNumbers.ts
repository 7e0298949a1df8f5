/** IP protocol numbers of the protocols that have ports. https://www.iana.org/assignments/protocol-numbers/ */
export const protocolNumbers = { TCP: 6, UDP: 17, SCTP: 132 } as const;
