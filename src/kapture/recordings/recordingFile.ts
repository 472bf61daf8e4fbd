import { maxJsonLength } from '../json/jsonLimits.ts';
import { formatLoose } from '../json/formatLoose.ts';
import { recordingText, type Recording } from './recording.ts';

/** The formatted file of a recording, or as it is if it is too long with line breaks; undefined if it is too long. */
export function recordingFile(recording: Recording): string | undefined {
  const text = recordingText(recording);
  return [formatLoose(text), text].find(({ length }) => length <= maxJsonLength);
}
