import { redactionMark } from '../../redaction/redact.ts';
import { isDamaged } from '../../update/fieldValue.ts';

/**
 * Whether a previous value can be written back. One is unknown, or was read without the secret that it contains or the
 * bytes that could not be decoded.
 */
export function isRevertible(value: string | undefined): value is string {
  return value !== undefined && !value.includes(redactionMark) && !isDamaged(value);
}
