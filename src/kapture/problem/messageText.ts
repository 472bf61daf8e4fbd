/**
 * A message for a file. It removes characters of the server that a terminal runs or that reverse the text after them.
 * Tabs and line breaks stay, and so do the joiners of Indian scripts.
 */
export function messageText(text: string): string {
  return text.replace(/(?![\t\r\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
