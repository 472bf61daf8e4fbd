/**
 * A message for a file, in which a server can have sent what a terminal runs, or what reverses the text after it.
 * Tabs and line breaks stay, and so do the joiners of Indian scripts.
 */
export function messageText(text: string): string {
  return text.replace(/(?![\t\r\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
