/**
 * The index of the primary contact among `count` contacts: the first one that is marked as primary, else the first one.
 * `isMarked` is called with an index.
 */
export function primaryIndex(count: number, isMarked: (index: number) => boolean): number {
  for (let index = 0; index < count; index++) if (isMarked(index)) return index;
  return 0;
}
