/** A way in which a secret may be written, escapes aside. */
export interface SecretForm {
  readonly text: string;
  /** A regular expression that finds it, and what may belong to it before and behind. */
  readonly pattern: string;
}

/** A shorter text is no secret, and would be found in the middle of everything. */
const shortest = 6;

/** The forms of keys; the longest first, for a key goes as a whole before the password that is a part of it. */
export function formsOf(keys: readonly string[], bare: boolean): SecretForm[] {
  const forms = new Map<string, SecretForm>();
  for (const plain of keys.flatMap((key) => plainForms(key, bare)).filter(({ length }) => length >= shortest))
    for (const form of writtenForms(plain)) forms.set(form.pattern, form);
  return [...forms.values()].sort((one, other) => other.text.length - one.text.length);
}

/** The key, what it decodes to, and the password, if it is wanted by itself too. */
function plainForms(key: string, bare: boolean): string[] {
  const decoded = textIn(key);
  const colon = decoded?.indexOf(':') ?? -1;
  return [
    key,
    ...(decoded === undefined ? [] : [decoded]),
    ...(bare && decoded !== undefined && colon >= 0 ? [decoded.slice(colon + 1)] : []),
  ];
}

/** What base64 stands for; undefined where that is no text. */
function textIn(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const isSame = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isSame && text && !/[\p{Cc}\uFFFD]/u.test(text) ? text : undefined;
}

function writtenForms(plain: string): SecretForm[] {
  const bytes = Buffer.from(plain, 'utf8');
  const hex = bytes.toString('hex');
  const texts = [plain.replace(/=+$/, ''), hex, hex.toUpperCase()];
  return [
    ...texts.map((text) => ({ text, pattern: `${patternOf(text)}${padding}` })),
    ...[0, 1, 2].map((offset) => base64Form(bytes, offset)),
  ];
}

/** What base64 may end with. */
const padding = '={0,2}';

/**
 * The digits of base64 that follow from some bytes alone, where so many bytes of a group of three come before them. The
 * digit behind, which has bits of the last byte and of the next, goes too. One in front with up to four bits of the first
 * byte stays: looking for any digit there takes the search five times as long.
 */
function base64Form(bytes: Buffer, offset: number): SecretForm {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (offset + bytes.length) * 8;
  const text = digits.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  const behind = bits % 6 > 0 ? '[A-Za-z0-9+/_-]?' : '';
  return { text, pattern: `${patternOf(text)}${behind}${padding}` };
}

function patternOf(text: string): string {
  return [...text].map(characterPattern).join('');
}

function characterPattern(character: string): string {
  switch (character) {
    // Base64 and base64url.
    case '+':
      return '[+-]';
    case '/':
      return '[/_]';
    // As forms write it.
    case ' ':
      return '[ +]';
  }
  if (character.codePointAt(0)! <= 0x7f) return character.replace(/[\\^$.*?()[\]{}|-]/, '\\$&');
  // Its UTF-8 read as Latin-1, which is how servers garble it and how bytes are looked through; so what they garbled is read twice so.
  return `(?:${[character, garbled(character), garbled(garbled(character))].join('|')})`;
}

function garbled(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
