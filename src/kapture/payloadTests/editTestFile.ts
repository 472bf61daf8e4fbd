import { applyEdits, findNodeAtLocation, modify, parseTree, type Edit, type JSONPath } from 'jsonc-parser';
import type { WrittenCase } from './caseText.ts';
import type { Place } from './testCase.ts';
import { placeOf } from './testNodes.ts';

/** A change of a test file that keeps its comments and layout. */
export interface TestFileEdit {
  readonly edits: readonly Edit[];
  /** The text after the change. */
  readonly text: string;
  /** The new value in it. */
  readonly place: Place;
}

/** The place of a step: the index of its case, and its own index if the case has `steps`. */
export interface StepPlace {
  readonly caseIndex: number;
  readonly stepIndex?: number | undefined;
}

/** Adds a case at the end of a test file. */
export function addCase(text: string, added: WrittenCase): TestFileEdit {
  const cases = parseTree(text, [], { allowTrailingComma: true });
  const list = cases && findNodeAtLocation(cases, ['cases']);
  const path = ['cases', list?.children?.length ?? 0];
  return list?.children ? changeOf(text, path, added) : changeOf(text.trim() ? text : '{}', ['cases'], [added]);
}

/** Adds or replaces the expectation of a value, by its JSON pointer. */
export function addExpectation(
  text: string,
  { caseIndex, stepIndex }: StepPlace,
  pointer: string,
  expected: unknown,
): TestFileEdit {
  const step = ['cases', caseIndex, ...(stepIndex === undefined ? [] : ['steps', stepIndex])];
  const written = [...step, 'expect', 'response', pointer];
  const root = parseTree(text, [], { allowTrailingComma: true });
  // A step without `expect` expects success, which one with it must state.
  if (!root || !findNodeAtLocation(root, [...step, 'expect']))
    return changeOf(text, [...step, 'expect'], { outcome: 'success', response: { [pointer]: expected } }, written);
  if (!findNodeAtLocation(root, [...step, 'expect', 'response']))
    return changeOf(text, [...step, 'expect', 'response'], { [pointer]: expected }, written);
  return changeOf(text, written, expected);
}

/** The text of a new test file. */
export function newTestFile(added: WrittenCase): string {
  return `${JSON.stringify({ cases: [added] }, undefined, 2)}\n`;
}

/** `shown` is the path of the value whose place is returned. */
function changeOf(text: string, path: JSONPath, value: unknown, shown = path): TestFileEdit {
  const tabSize = /\n( +)"/.exec(text)?.[1]?.length ?? 2;
  const formattingOptions = {
    insertSpaces: !/\n\t/.test(text),
    tabSize,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const edits = modify(text, path, value, { formattingOptions });
  const changed = applyEdits(text, edits);
  const root = parseTree(changed, [], { allowTrailingComma: true });
  return { edits, text: changed, place: placeOf(root && findNodeAtLocation(root, shown)) };
}
