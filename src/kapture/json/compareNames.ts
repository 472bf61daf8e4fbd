/** Orders names the same on every machine, unlike the order of a locale. */
export function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
