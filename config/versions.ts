/** 35 of "1.35" or "1.35.3-eksbuild.29". */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
