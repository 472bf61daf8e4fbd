/** The primary source, in the block of KEY and value lines that forms leave in the remarks; empty if there is none. */
export function primarySource(remarks: string): string {
  return /^[^\S\r\n]*PRIMARY_SOURCE[^\S\r\n]+(\S.*)$/m.exec(remarks)?.[1]?.trim() ?? '';
}
