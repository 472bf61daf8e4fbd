import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { environmentFileName } from '../variables/environmentFileName.ts';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { pinnedConnection } from './pinnedConnection.ts';

/** A range of a text, and its replacement. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/**
 * The change to a file when a connection is renamed: the name in the pin of a request, or the key of the connection's
 * values in a `kapture.env.json`. Undefined if the file does not name the connection.
 */
export function nameChange(path: string, text: string, from: string, to: string): TextChange | undefined {
  if (path.split('/').at(-1) === environmentFileName) return keyChange(text, from, to);
  const pin = pinnedConnection(text);
  return pin?.name === from ? { offset: pin.offset, length: pin.length, text: to } : undefined;
}

function keyChange(text: string, from: string, to: string): TextChange | undefined {
  if (text.length > maxJsonLength || jsonDepth(text) > maxJsonDepth) return undefined;
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true });
  if (!root || findNodeAtLocation(root, ['connections', to])) return undefined;
  const key = findNodeAtLocation(root, ['connections', from])?.parent?.children?.[0];
  return key && { offset: key.offset, length: key.length, text: JSON.stringify(to) };
}
