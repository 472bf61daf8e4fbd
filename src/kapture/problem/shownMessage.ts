/** A message of the server as it is displayed: one of Kapture's begins with a blank and a comma. */
export function shownMessage(text: string): string {
  return text.replace(/^[\s,]+/, '');
}
