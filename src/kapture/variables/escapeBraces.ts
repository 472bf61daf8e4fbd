/** JSON with the same meaning in which nothing is replaced when it is sent: its text is not the user's. */
export function escapeBraces(json: string): string {
  return json.replaceAll('{{', '{\\u007b');
}

/**
 * Like {@link escapeBraces}, for the body of an exchange: each `{{$secret.name}}` in it is the user's, because the
 * client escapes all others, and stays.
 */
export function escapeOtherBraces(body: string): string {
  return body.replace(/\{(?=\{)(?!\{\$secret\.[A-Za-z][\w-]{0,63}\}\})/g, '\\u007b');
}
