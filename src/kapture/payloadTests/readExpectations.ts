import type { Node } from 'jsonc-parser';
import { isPointer } from '../json/jsonPointer.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { isPattern } from './pattern.ts';
import { readTemplate } from './template.ts';
import { verbs, type Expectation, type Place, type Verb } from './testCase.ts';
import { placeOf, type NodeReader } from './testNodes.ts';

const expectKeys = ['status', 'outcome', 'message', 'response', 'withinMs'] as const;

/** The expectations of a step. Without `expect`, success is expected. */
export function readExpectations(step: Node, reader: NodeReader): Expectation[] {
  const node = propertyOf(step, 'expect');
  if (!node) return [successAt(placeOf(propertyOf(step, 'operation') ?? step))];
  if (node.type !== 'object') return reader.complain(node, '"expect" must be an object.') ?? [];
  reader.checkKeys(node, expectKeys);
  if (!node.children?.length) reader.complain(node, '"expect" is empty.');
  const plain = (
    subject: 'status' | 'outcome' | 'withinMs',
    isGood: (value: unknown) => boolean,
    wanted: string,
  ): Expectation[] => {
    const value = propertyOf(node, subject);
    if (!value) return [];
    if (!isGood(value.value)) return reader.complain(value, `"${subject}" must be ${wanted}.`) ?? [];
    return [{ subject, pointer: '', verb: 'equals', operand: reader.template(value) }];
  };
  const message = propertyOf(node, 'message');
  const response = propertyOf(node, 'response');
  const snapshot = propertyOf(response, 'matchesSnapshot');
  return [
    // Otherwise, the first response would become the snapshot even if it is an error, such as an invalid key.
    ...(snapshot && !statesOutcome(node) ? [successAt(placeOf(snapshot))] : []),
    ...plain('status', (value) => Number.isInteger(value), 'an HTTP status such as 200'),
    ...plain(
      'outcome',
      (value) => value === 'success' || value === 'failed' || value === 'unreadable',
      '"success", "failed" or "unreadable"',
    ),
    ...(message ? readMatchers('message', '', message, reader) : []),
    ...readResponseExpectations(response, reader),
    ...plain('withinMs', (value) => typeof value === 'number' && value > 0, 'a number of milliseconds'),
  ];
}

function successAt(place: Place): Expectation {
  return { subject: 'outcome', pointer: '', verb: 'equals', operand: readTemplate('"success"', place) };
}

/** Whether the expectations say if the request succeeds. Kapture reports many failures with HTTP 200. */
function statesOutcome(expect: Node): boolean {
  const status = propertyOf(expect, 'status');
  const isFailure = typeof status?.value === 'number' && (status.value < 200 || status.value > 299);
  const response = propertyOf(expect, 'response');
  const envelope = ['/status', '/message'].map((pointer) => propertyOf(response, pointer));
  return isFailure || [propertyOf(expect, 'outcome'), propertyOf(expect, 'message'), ...envelope].some(Boolean);
}

function readResponseExpectations(node: Node | undefined, reader: NodeReader): Expectation[] {
  if (!node) return [];
  if (node.type !== 'object')
    return reader.complain(node, '"response" must be an object with JSON pointers and expected values.') ?? [];
  if (!node.children?.length) return reader.complain(node, '"response" is empty.') ?? [];
  const snapshot = readSnapshotExpectation(node, reader);
  const pointers = (node.children ?? []).filter(
    ({ children }) => !snapshotKeys.some((key) => key === children?.[0]?.value),
  );
  return pointers
    .flatMap((property) => {
      const [key, value] = property.children ?? [];
      const pointer = key?.value as string;
      if (!isPointer(pointer))
        return (
          reader.complain(
            key!,
            'A JSON pointer starts with a slash, such as "/Enquiry/phone". Write ~0 for ~ and ~1 for /.',
          ) ?? []
        );
      return value ? readMatchers('response', pointer, value, reader) : [];
    })
    .concat(snapshot);
}

const snapshotKeys = ['matchesSnapshot', 'ignore'] as const;

function readSnapshotExpectation(node: Node, reader: NodeReader): Expectation[] {
  const matches = propertyOf(node, 'matchesSnapshot');
  const ignore = propertyOf(node, 'ignore');
  if (!matches) return ignore ? (reader.complain(ignore, '"ignore" needs "matchesSnapshot".') ?? []) : [];
  if (matches.value !== true)
    return reader.complain(matches, '"matchesSnapshot" can only be true. Remove it to compare nothing.') ?? [];
  const pointers = ignore?.type === 'array' ? (ignore.children ?? []).map(({ value }) => value as unknown) : [];
  const isValid = (pointer: unknown): pointer is string => typeof pointer === 'string' && isPointer(pointer);
  if (ignore && (ignore.type !== 'array' || !pointers.every(isValid)))
    return reader.complain(ignore, '"ignore" must be an array of JSON pointers, such as "/Enquiry/contact_id".') ?? [];
  return [
    {
      subject: 'snapshot',
      pointer: '',
      verb: 'equals',
      operand: reader.template(matches),
      ignore: pointers.filter(isValid),
    },
  ];
}

/** An object with only verbs is read as matchers. Any other value must be equal. */
function readMatchers(subject: 'message' | 'response', pointer: string, node: Node, reader: NodeReader): Expectation[] {
  const properties = node.type === 'object' ? (node.children ?? []) : [];
  const named = properties.map((property) => ({
    verb: verbs.find((verb) => verb === property.children?.[0]?.value),
    operand: property.children?.[1],
  }));
  const isMatcher = named.length > 0 && named.every(({ verb, operand }) => verb && operand);
  const all = isMatcher ? named : [{ verb: 'equals' as const, operand: node }];
  return all.map(({ verb, operand }) => {
    checkOperand(subject, verb!, operand!, reader);
    return { subject, pointer, verb: verb!, operand: reader.template(operand!) };
  });
}

function checkOperand(subject: 'message' | 'response', verb: Verb, operand: Node, reader: NodeReader): void {
  if (verb === 'exists') {
    if (typeof operand.value !== 'boolean') reader.complain(operand, '"exists" must be true or false.');
  } else if (operand.type !== 'string' && (subject === 'message' || verb === 'matches')) {
    reader.complain(
      operand,
      subject === 'message' ? 'A message must be a string.' : '"matches" must be a string with a regular expression.',
    );
  } else if (verb === 'matches' && !(operand.value as string).includes('{{') && !isPattern(operand.value as string)) {
    reader.complain(operand, 'This is not a valid regular expression.');
  }
}
