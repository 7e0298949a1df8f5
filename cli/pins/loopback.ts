/** Whether a host, as an address names it, is this very machine: what goes there needs no TLS. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "[::1]";
}
