/** Blanks without line separators, at which `^` matches too: many of them would take quadratic time. */
const source = /^[^\S\r\n\u2028\u2029]*PRIMARY_SOURCE[^\S\r\n\u2028\u2029]+(\S.*)$/m;

/**
 * The primary source from the block of KEY and value lines that web forms write into the remarks; empty if there is
 * none.
 */
export function primarySource(remarks: string): string {
  return source.exec(remarks)?.[1]?.trim() ?? '';
}
