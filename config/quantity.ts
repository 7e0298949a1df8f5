/* Kubernetes resource quantities, in the forms that the schema admits. */

const factors: Readonly<Record<string, number>> = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

/** "100m" or "1.5" in thousandths of a core. */
export function milliCpu(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * 1000);
}

/** "128Mi" in bytes. */
export function bytes(quantity: string): number {
  return Number(quantity.slice(0, -2)) * (factors[quantity.slice(-2)] ?? Number.NaN);
}

/** Thousandths of a core as a quantity. */
export function formatCpu(milli: number): string {
  return `${milli}m`;
}

/** Bytes as a quantity, rounded up to a mebibyte. */
export function formatBytes(count: number): string {
  return `${Math.ceil(count / 1024 ** 2)}Mi`;
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/**
 * Any quantity, as the API server may spell it: it shortens 1000 to 1k. NaN for what is none.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function amount(quantity: string): number {
  const [, digits, suffix = ""] = /^([+-]?[\d.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(digits) * (suffixes[suffix] ?? Number.NaN);
}
