/** A value to send, for display in one line: its line breaks are visible, because they are sent. */
export function withVisibleBreaks(text: string): string {
  return text.replace(/\r\n?|[\n\u2028\u2029]/g, '↵');
}
