/** The proposed name of an exported file. It has no character that Windows refuses in a file name. */
export function exportFileName(
  connection: string,
  range: { readonly start: string; readonly end: string },
  extension: string,
): string {
  return `customers ${connection} ${range.start} ${range.end}.${extension}`.replace(/[<>:"/\\|?*]/g, '-');
}
