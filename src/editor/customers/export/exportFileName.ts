/** The exported part of a range. */
export type ExportPart = 'all' | 'filtered' | 'selected';

/** The proposed name of an exported file. It has no character that Windows refuses in a file name. */
export function exportFileName(
  connection: string,
  range: { readonly start: string; readonly end: string },
  extension: string,
  part: ExportPart = 'all',
): string {
  const suffix = part === 'all' ? '' : ` ${part}`;
  return `customers ${connection} ${range.start} ${range.end}${suffix}.${extension}`.replace(/[<>:"/\\|?*]/g, '-');
}
