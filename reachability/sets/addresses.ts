/** Addresses of one family from `first` to `last`, both included, as unsigned numbers of 32 or 128 bits. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}
