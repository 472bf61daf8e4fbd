/**
 * The primary source from the block of KEY and value lines that web forms write into the remarks; empty if there is
 * none.
 */
export function primarySource(remarks: string): string {
  return /^[^\S\r\n]*PRIMARY_SOURCE[^\S\r\n]+(\S.*)$/m.exec(remarks)?.[1]?.trim() ?? '';
}
