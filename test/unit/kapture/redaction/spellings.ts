import fc from 'fast-check';
import { keyOfUser, type AuthKey } from '../../../../src/kapture/connection/authKey.ts';

export interface Secret {
  readonly key: AuthKey;
  readonly password: string;
  readonly pair: string;
}

const special = fc.constantFrom(...'+/=-_:&<>"\'\\ %#é€.?');
const letter = fc.constantFrom(...'abcdefXYZ0189');

/** Secrets of users, with passwords of any characters. */
export const secrets: fc.Arbitrary<Secret> = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'abcUSER-_.'), minLength: 1, maxLength: 8 }),
    fc.string({ unit: fc.oneof({ weight: 3, arbitrary: letter }, special), minLength: 6, maxLength: 24 }),
  )
  .map(([user, password]) => ({ key: keyOfUser(user, password).key!, password, pair: `${user}:${password}` }));

/** Encodes or escapes a text. */
type Writing = (text: string) => string;

const inBase64 = fc
  .record({
    before: fc.uint8Array({ maxLength: 5 }),
    behind: fc.uint8Array({ maxLength: 5 }),
    isUrl: fc.boolean(),
    hasPadding: fc.boolean(),
  })
  .map(({ before, behind, isUrl, hasPadding }): Writing => (text: string) => {
    const bytes = Buffer.concat([before, Buffer.from(text), behind]);
    const base64 = bytes.toString('base64');
    const padded = hasPadding ? base64 : base64.replace(/=+$/, '');
    return isUrl ? padded.replaceAll('+', '-').replaceAll('/', '_') : padded;
  });

const encodings: fc.Arbitrary<Writing> = fc.oneof(
  fc.constant((text: string) => text),
  inBase64,
);

/** Escapes of one kind: of characters that must be escaped, and of a random share of the others. */
const escapings: fc.Arbitrary<Writing> = fc
  .record({
    kind: fc.constantFrom('json', 'url'),
    share: fc.constantFrom(0, 0.2, 1),
    seed: fc.nat(),
    isUpper: fc.boolean(),
  })
  .map(({ kind, share, seed, isUpper }): Writing => {
    const hexOf = (code: number, length: number): string => {
      const hex = code.toString(16).padStart(length, '0');
      return isUpper ? hex.toUpperCase() : hex;
    };
    return (text) => {
      let state = seed;
      const isChosen = (): boolean => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648 < share;
      };
      return [...text]
        .map((character) => {
          const units = (write: (code: number) => string): string =>
            Array.from(character, (_, index) => write(character.charCodeAt(index))).join('');
          switch (kind) {
            case 'json':
              return isChosen()
                ? units((code) => `\\u${hexOf(code, 4)}`)
                : JSON.stringify(character)
                    .slice(1, -1)
                    .replace('/', share > 0 ? '\\/' : '/');
            default:
              return isChosen() || character === '%' || character > '\x7f'
                ? [...Buffer.from(character)].map((byte) => `%${hexOf(byte, 2)}`).join('')
                : character;
          }
        })
        .join('');
    };
  });

/** Text without any part of a secret. It can look like the start of an escape. */
const around = fc.string({ unit: fc.constantFrom(...'GHJKLMghjk {}[]:,."\\%&#;'), maxLength: 12 });

/** A text with a secret in some spelling. */
export const revealing: fc.Arbitrary<{ readonly secret: Secret; readonly text: string }> = fc
  .record({
    secret: secrets,
    part: fc.constantFrom('key', 'pair', 'password'),
    encoding: encodings,
    layers: fc.array(escapings, { maxLength: 1 }),
    before: around,
    behind: around,
  })
  .map(({ secret, part, encoding, layers, before, behind }) => ({
    secret,
    text: layers.reduce(
      (text, write) => write(text),
      // The text is between spaces, because adjacent characters could be read as part of the encoded text.
      `${before} ${encoding(secret[part])} ${behind}`,
    ),
  }));
