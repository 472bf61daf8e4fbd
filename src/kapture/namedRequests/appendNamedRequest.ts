import { parseTree, stripComments } from 'jsonc-parser';
import type { OperationId } from '../catalogue/registry.ts';
import { changedJson, type JsonChange } from '../json/changedJson.ts';
import { readNamedRequests } from './readNamedRequests.ts';

/** A request to add to a file. */
export interface WrittenRequest {
  readonly name: string;
  readonly operation: OperationId;
  readonly body: unknown;
}

/**
 * Adds a request to the end of a file with named requests, which may be blank. Its name gets a number if another
 * request has the same name. The place in the result is that of the name.
 */
export function appendNamedRequest(text: string, { name, operation, body }: WrittenRequest): JsonChange {
  const { requests } = readNamedRequests(text);
  const names = new Set(requests.map((request) => request.name));
  let unused = name;
  for (let count = 2; names.has(unused); count++) unused = `${name} ${count}`;
  const added = { name: unused, operation, body };
  if (!stripComments(text).trim()) {
    const list = changedJson('{}', ['requests'], [added], ['requests', 0, 'name']);
    const before = text && !text.endsWith('\n') ? `${text}\n` : text;
    const written = `${before}${list.text}\n`;
    return {
      edits: [{ offset: 0, length: text.length, content: written }],
      text: written,
      place: { ...list.place, offset: list.place.offset + before.length },
    };
  }
  const hasList = parseTree(text, [], { allowTrailingComma: true })?.children?.some(
    ({ children }) => children?.[0]?.value === 'requests' && children[1]?.type === 'array',
  );
  return hasList
    ? changedJson(text, ['requests', requests.length], added, ['requests', requests.length, 'name'])
    : changedJson(text, ['requests'], [added], ['requests', 0, 'name']);
}
