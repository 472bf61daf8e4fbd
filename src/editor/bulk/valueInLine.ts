import { withVisibleBreaks } from '../../kapture/problem/withVisibleBreaks.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** Like {@link oneLine}, for a value to send: its line breaks are visible, because they are sent. */
export function valueInLine(text: string, maxLength?: number): string {
  return oneLine(withVisibleBreaks(text), maxLength);
}
