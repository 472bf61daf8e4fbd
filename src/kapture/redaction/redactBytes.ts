import { redactionMark, type Redact } from './redact.ts';

const mark = Buffer.from(redactionMark);

/** The same bytes without secrets; the very same where there are none. As Latin-1, so that every byte but those of a secret stays what it is, valid UTF-8 or not. */
export function redactBytes(bytes: Buffer, redact: Redact): Buffer {
  if (redact.mayBeIn?.(bytes, 0, bytes.length) === false) return bytes;
  const text = bytes.toString('latin1');
  const [first = '', ...others] = redact(text).split(redactionMark);
  return others.length
    ? Buffer.concat([Buffer.from(first, 'latin1'), ...others.flatMap((piece) => [mark, Buffer.from(piece, 'latin1')])])
    : bytes;
}
