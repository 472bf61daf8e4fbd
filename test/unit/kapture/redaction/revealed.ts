/**
 * Whether a secret can be recovered from a text: unescapes it repeatedly, and decodes everything that looks like
 * base64. Deliberately simple and slow, as the reference for redaction.
 */
export function reveals(text: string, secret: string, depth = 4): boolean {
  if (isIn(text, secret)) return true;
  if (depth === 0) return false;
  return [fromJson, fromUrl, fromHtml].some((decode) => {
    const decoded = decode(text);
    return decoded !== text && reveals(decoded, secret, depth - 1);
  });
}

function isIn(text: string, secret: string): boolean {
  const texts = [text, Buffer.from(text, 'latin1').toString('utf8')];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{4,}/g)) {
    for (const from of [0, 1, 2, 3]) texts.push(Buffer.from(run.slice(from), 'base64').toString('utf8'));
  }
  return texts.some((one) => one.includes(secret) || one.replaceAll('+', ' ').includes(secret));
}

function fromJson(text: string): string {
  return text.replace(/\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]/g, (escape) => JSON.parse(`"${escape}"`) as string);
}

function fromUrl(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function fromHtml(text: string): string {
  return text
    .replace(/&#x([0-9a-fA-F]+);/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#([0-9]+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
