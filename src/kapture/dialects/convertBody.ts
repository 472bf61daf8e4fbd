import { parseTree, visit, type Node } from 'jsonc-parser';
import type { Dialect } from '../catalogue/dialect.ts';
import { fieldAtPath, formOf, pathOfField } from '../catalogue/forms.ts';
import type { OperationForm } from '../catalogue/form.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { schemaAtPath } from '../catalogue/vocabulary.ts';
import { jsonDepth, maxJsonDepth } from '../json/jsonLimits.ts';

type Path = readonly (string | number)[];

export interface ConvertedBody {
  readonly text: string;
  /** The fields that the new form does not have, as `customer_info.locality`. The text has them in a comment. */
  readonly unplaced: readonly string[];
}

export interface Conversion {
  readonly operation: OperationId;
  readonly from: Dialect;
  readonly to: Dialect;
  /** The first line of the comment with the fields that the new form does not have. */
  readonly heading: string;
  /** The line above that comment. */
  readonly note?: string;
  /** Values for fields that the new form requires and the old one lacks, by their shared names. */
  readonly added?: Readonly<Record<string, string>>;
}

/** A field of the old body that moves as a whole, with its comments. */
interface Part {
  readonly path: Path;
  /** Where it goes; undefined if the new form does not have it. */
  readonly place: Path | undefined;
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly before: string[];
  after: string;
}

/**
 * Converts the text of a request to another dialect. Values keep their text, except those that the forms write
 * differently. Comments stay at their fields. Undefined if the text is not one object.
 */
export function convertBody(
  text: string,
  { operation, from, to, heading, note, added = {} }: Conversion,
): ConvertedBody | undefined {
  const root = jsonDepth(text) > maxJsonDepth ? undefined : parseTree(text, [], { allowTrailingComma: true });
  const isArray = root?.type === 'array';
  const body = isArray ? root.children?.[0] : root;
  if (!root || body?.type !== 'object' || (isArray && root.children!.length > 1)) return undefined;
  const [source, target] = [formOf(operation, from), formOf(operation, to)];
  const parts = partsOf(body, text, source, target);
  const lastComments = attachComments(parts, root, text);
  const placed = parts.filter(({ place }) => place !== undefined);
  const unplaced = parts.filter(({ place }) => place === undefined);
  const tree = new Tree();
  for (const [field, value] of Object.entries(added)) {
    const path = pathOfField(target, field);
    const isThere = path === undefined || placed.some(({ place }) => place!.join() === path.join());
    if (!isThere) tree.add(path, { value: JSON.stringify(value), before: [], after: '' });
  }
  for (const part of placed) tree.add(part.place!, part);
  const object = tree.print(target.shape === 'array-of-one' ? '  ' : '', lastComments);
  const converted = target.shape === 'array-of-one' ? `[\n  ${object}\n]` : object;
  const beforeBody = text.slice(0, root.offset);
  return {
    text:
      beforeBody +
      (note === undefined ? '' : `// ${note}\n`) +
      commentOf(parts, heading) +
      converted +
      text.slice(root.offset + root.length),
    unplaced: unplaced.map(({ path }) => path.join('.')),
  };
}

/** The fields of a body, as deep as the old form documents objects, and where they go. */
function partsOf(body: Node, text: string, source: OperationForm, target: OperationForm): Part[] {
  const [sourceSchema, targetSchema] = [source.request(), target.request()];
  const parts: Part[] = [];
  /** The indexes of parts, by their places. */
  const taken = new Map<string, number>();
  const collect = (node: Node, path: Path): void => {
    if (node.type === 'array') node.children?.forEach((item, index) => collect(item, [...path, index]));
    for (const { children: [name, value] = [] } of node.type === 'object' ? (node.children ?? []) : []) {
      if (!name || !value) continue;
      const own = [...path, name.value as string];
      const schema = schemaAtPath(sourceSchema, own);
      const isDocumented = schema?.properties !== undefined || (schema && 'items' in schema && schema.items);
      if (isDocumented && hasFields(value)) {
        collect(value, own);
        continue;
      }
      const field = fieldAtPath(source, own);
      const place = placeOf(own, field, source, target, targetSchema);
      const original = text.slice(value.offset, value.offset + value.length);
      const part: Part = {
        path: own,
        place,
        start: name.offset,
        end: value.offset + value.length,
        value: place ? valueFor(original, field, source, target) : original,
        before: [],
        after: '',
      };
      // Of duplicate fields, the last one is sent, so it gets the place.
      const key = place?.join('\0');
      const earlier = key === undefined ? undefined : taken.get(key);
      if (earlier !== undefined) parts[earlier] = { ...parts[earlier]!, place: undefined };
      if (key !== undefined) taken.set(key, parts.length);
      parts.push(part);
    }
  };
  collect(body, []);
  return parts;
}

/** Whether a value is an object, or an array of nothing but objects, with fields that can move one by one. */
function hasFields({ type, children = [] }: Node): boolean {
  if (type === 'array')
    return children.length > 0 && children.every((item) => item.type === 'object' && hasFields(item));
  return children.length > 0;
}

function placeOf(
  path: Path,
  field: string | undefined,
  source: OperationForm,
  target: OperationForm,
  targetSchema: ReturnType<OperationForm['request']>,
): Path | undefined {
  // Both forms have a range of dates, but one without times and with one day more at its end.
  if ((field === 'start_date' || field === 'end_date') && source.days !== target.days) return undefined;
  // Both forms have the same fields, so the tenant's own fields stay too.
  if (source.fieldMap === target.fieldMap || path[0] === '$schema') return path;
  const place = field === undefined ? undefined : pathOfField(target, field);
  // The flat form has every field under its shared name, but documents only its own.
  return place && schemaAtPath(targetSchema, place) ? place : undefined;
}

function valueFor(json: string, field: string | undefined, source: OperationForm, target: OperationForm): string {
  if (field === undefined || !json.startsWith('"')) return json;
  const value = JSON.parse(json) as string;
  const shared = Object.entries(source.fieldMap?.values?.[field] ?? {}).find(([, own]) => own === value)?.[0] ?? value;
  const values = target.fieldMap?.values?.[field] ?? {};
  const own = Object.hasOwn(values, shared) ? values[shared]! : shared;
  return own === value ? json : JSON.stringify(own);
}

/**
 * Assigns each comment in the body to the field that it follows on its line, or else to the field after it. Returns the
 * comments after the last field.
 */
function attachComments(parts: readonly Part[], root: Node, text: string): string[] {
  const rest: string[] = [];
  // Parts and comments are both in the order of the text, so one pass is enough.
  let index = 0;
  let isFirst = true;
  for (const { start, comment } of commentsIn(text, root)) {
    while (index < parts.length && parts[index]!.end <= start) {
      index++;
      isFirst = true;
    }
    const [previous, next] = [parts[index - 1], parts[index]];
    if (next && next.start <= start) continue;
    if (previous && isFirst && isSameLine(text.slice(previous.end, start))) previous.after += ` ${comment}`;
    else if (next) next.before.push(comment);
    else rest.push(comment);
    isFirst = false;
  }
  return rest;
}

/** Whether text between a field and a comment leaves both on one line, without another field. */
function isSameLine(between: string): boolean {
  return /^[\s,}\]]*$/.test(between) && !between.includes('\n');
}

function commentsIn(text: string, { offset, length }: Node): { readonly start: number; readonly comment: string }[] {
  const found: { readonly start: number; readonly comment: string }[] = [];
  visit(text, {
    onComment: (start, commentLength) => {
      if (start < offset || start >= offset + length) return;
      found.push({ start, comment: text.slice(start, start + commentLength).trimEnd() });
    },
  });
  return found;
}

type Leaf = Pick<Part, 'value' | 'before' | 'after'>;

/** An object of the new body while it is assembled: its fields in the order in which they were added. */
class Tree {
  readonly #fields = new Map<string | number, Leaf | Tree>();

  add([key, ...rest]: Path, leaf: Leaf): void {
    if (!rest.length) {
      this.#fields.set(key!, leaf);
      return;
    }
    const inner = this.#fields.get(key!);
    const tree = inner instanceof Tree ? inner : new Tree();
    this.#fields.set(key!, tree);
    tree.add(rest, leaf);
  }

  print(indent: string, lastComments: readonly string[] = []): string {
    const inner = `${indent}  `;
    const isArray = [...this.#fields.keys()].every((key) => typeof key === 'number') && this.#fields.size > 0;
    const entries = [...this.#fields];
    const lines = entries.flatMap(([key, field], index) => {
      const name = isArray ? '' : `${JSON.stringify(key)}: `;
      const comma = index < entries.length - 1 ? ',' : '';
      if (field instanceof Tree) return [`${inner}${name}${field.print(inner)}${comma}`];
      const before = field.before.map((comment) => inner + comment);
      return [...before, `${inner}${name}${field.value}${comma}${field.after}`];
    });
    lines.push(...lastComments.map((comment) => inner + comment));
    const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
    return lines.length ? `${open}\n${lines.join('\n')}\n${indent}${close}` : `${open}${close}`;
  }
}

/** A comment with the values that the new form does not have, by their old paths, so that nothing is lost. */
function commentOf(parts: readonly Part[], heading: string): string {
  const lines = parts.flatMap(({ path, place, value, before, after }) =>
    place ? [] : [...before, `${path.join('.')}: ${value}${after}`],
  );
  if (!lines.length) return '';
  return [heading, ...lines.flatMap((line) => line.split(/\r\n|\r|\n/))].map((line) => `// ${line}\n`).join('');
}
