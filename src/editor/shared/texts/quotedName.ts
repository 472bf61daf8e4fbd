import { quoted } from './localTexts.ts';
import { oneLine } from './plainText.ts';

/**
 * The name of a customer for a question before a write, in quotation marks and cut off. A server can put anything into
 * a name, so quotation marks in it are replaced: it must be clear where the name ends.
 */
export function quotedName(name: string): string {
  return quoted(oneLine(name, 40).replaceAll(/["“”„‟«»＂]/g, "'"));
}
