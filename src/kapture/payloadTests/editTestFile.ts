import { findNodeAtLocation, parseTree, type JSONPath } from 'jsonc-parser';
import { changedJson, type JsonChange } from '../json/changedJson.ts';
import { escapeOtherBraces } from '../variables/escapeBraces.ts';
import type { WrittenCase } from './caseText.ts';

/** The place of a step: the index of its case, and its own index if the case has `steps`. */
export interface StepPlace {
  readonly caseIndex: number;
  readonly stepIndex?: number | undefined;
}

/** Adds a case at the end of a test file. Only secrets and these templates in it have variables. */
export function addCase(text: string, added: WrittenCase, templates?: ReadonlySet<string>): JsonChange {
  const cases = parseTree(text, [], { allowTrailingComma: true });
  const list = cases && findNodeAtLocation(cases, ['cases']);
  const path = ['cases', list?.children?.length ?? 0];
  return withEscapedBraces(
    list?.children ? changedJson(text, path, added) : changedJson(text.trim() ? text : '{}', ['cases'], [added]),
    templates,
  );
}

/** Only in the new value: the edit can contain other text of its first and last line. */
function withEscapedBraces(
  { edits: [edit], text, place: { offset, length } }: JsonChange,
  templates: ReadonlySet<string> | undefined,
): JsonChange {
  const { offset: start, length: replaced, content } = edit!;
  const value = text.slice(offset, offset + length);
  const escaped = escapeExcept(value, templates);
  const withEscaped = (whole: string, at: number): string => whole.slice(0, at) + escaped + whole.slice(at + length);
  return {
    edits: [{ offset: start, length: replaced, content: withEscaped(content, offset - start) }],
    text: withEscaped(text, offset),
    place: { offset, length: escaped.length },
  };
}

/** Adds or replaces the expectation of a value, by its JSON pointer. */
export function addExpectation(text: string, place: StepPlace, pointer: string, expected: unknown): JsonChange {
  const step = pathOf(place);
  const written = [...step, 'expect', 'response', pointer];
  const root = parseTree(text, [], { allowTrailingComma: true });
  // A step without `expect` expects success, which one with it must state.
  if (!root || !findNodeAtLocation(root, [...step, 'expect']))
    return changedJson(text, [...step, 'expect'], { outcome: 'success', response: { [pointer]: expected } }, written);
  if (!findNodeAtLocation(root, [...step, 'expect', 'response']))
    return changedJson(text, [...step, 'expect', 'response'], { [pointer]: expected }, written);
  return changedJson(text, written, expected);
}

/** The expectation of a value as it is written in a step; undefined without one. */
export function expectationText(text: string, place: StepPlace, pointer: string): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, [...pathOf(place), 'expect', 'response', pointer]);
  return node && text.slice(node.offset, node.offset + node.length);
}

function pathOf({ caseIndex, stepIndex }: StepPlace): JSONPath {
  return ['cases', caseIndex, ...(stepIndex === undefined ? [] : ['steps', stepIndex])];
}

/** The text of a new test file. Only secrets and these templates in its case have variables. */
export function newTestFile(added: WrittenCase, templates?: ReadonlySet<string>): string {
  return `${escapeExcept(JSON.stringify({ cases: [added] }, undefined, 2), templates)}\n`;
}

/** JSON in which only secrets and the strings in `templates` have variables. */
function escapeExcept(json: string, templates: ReadonlySet<string> = new Set()): string {
  let escaped = escapeOtherBraces(json);
  for (const template of templates) {
    const literal = JSON.stringify(template);
    escaped = escaped.replaceAll(escapeOtherBraces(literal), () => literal);
  }
  return escaped;
}
