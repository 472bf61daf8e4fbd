import type { TextDocument } from 'vscode';
import { readNamedRequests, type NamedRequests } from '../../../kapture/namedRequests/readNamedRequests.ts';

const last = new WeakMap<object, { readonly version: number; readonly found: NamedRequests }>();

/**
 * The requests of a document with several. Each version is read once, because Send All asks for every request: reading
 * 472 kB 500 times takes seconds.
 */
export function namedRequestsOf(document: Pick<TextDocument, 'version' | 'getText'>): NamedRequests {
  const known = last.get(document);
  if (known?.version === document.version) return known.found;
  const found = readNamedRequests(document.getText());
  last.set(document, { version: document.version, found });
  return found;
}
