import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import { dialectsOf, formOf, sharedFields } from '../../../../src/kapture/catalogue/forms.ts';
import type { Fields } from '../../../../src/kapture/catalogue/fieldText.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { brokenRule } from '../../../../src/kapture/catalogue/failures.ts';
import { type FieldSchema, type ObjectSchema } from '../../../../src/kapture/catalogue/vocabulary.ts';
import { editorSchema } from '../../../../src/kapture/catalogue/editorSchema.ts';

interface EditorSchema {
  readonly definitions: { readonly body: ObjectSchema };
  readonly anyOf: readonly { readonly $ref?: string; readonly type?: string }[];
  readonly defaultSnippets: readonly { readonly label: string; readonly description: string; readonly body: unknown }[];
}

/** The forms of all operations, with the names of their fields at every level. */
const all = operationIds.flatMap((id) =>
  dialectsOf(id).map((dialect) => {
    const form = formOf(id, dialect);
    return { id, dialect, form, title: `${id} in ${dialect}`, fields: fieldsOf(form.request()) };
  }),
);

type Path = readonly (string | number)[];

/** Every documented field of a body by its path, also those of objects in it. */
function fieldsOf(schema: ObjectSchema | FieldSchema, path: Path = []): readonly (readonly [Path, FieldSchema])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = [...path, name];
    const inner = field.items ? fieldsOf(field.items, [...own, 0]) : fieldsOf(field, own);
    return [[own, field] as const, ...inner];
  });
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value);
}

/** The names of values, such as the dates, flags and genders of samples, that belong to no person. */
const impersonal =
  /^(start_date|end_date|createStartDate|createEndDate|gender|is\w+|update|matchEmailPhone|type|title|country|state|zone|individual|organization|channel_partner|limit|cm_id|cmId|offset|start_index|end_index|payment_mode|product_type|rate|quantity|discount|create_date|date_of_birth|status|sub_status|viewId|campaign_name)$/;

/** The names, phones, addresses and ids of the people in the published samples. */
const personal = new Set(
  all
    .flatMap(({ form, fields }) => fields.map(([path]) => [path.at(-1)!, at(form.sample, path)] as const))
    .flatMap(([name, value]) => (typeof value === 'string' && !impersonal.test(String(name)) ? [value] : []))
    .filter((value) => value !== 'YYYY-MM-DD')
    .filter((value) => value.length > 1),
);

/** The personal values anywhere in a schema or snippet. */
function personalIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(personalIn);
  return [...personal].filter((each) => String(value).includes(each));
}

/** The text that is left in the editor after tabbing through a snippet without typing. */
function filled(body: unknown): string {
  return JSON.stringify(body)
    .replace(/"\^\$\{\d+:([^}]*)\}"/g, '$1')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+(?::([^}]*))?\}/g, '$1');
}

/** A body with the sample's values in its blanks. */
function withSample(body: unknown, sample: unknown): unknown {
  if (body === '') return sample ?? '';
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [key, withSample(value, at(sample, [key]))] as const);
  return Array.isArray(body) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

describe('editorSchema', () => {
  for (const { id, dialect, form, title, fields } of all) {
    const schema = editorSchema(id, dialect) as unknown as EditorSchema;
    const request: ObjectSchema = form.request();

    it(`${title} → unchanged by a round trip through JSON, because the build writes it to a file`, () =>
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema));
    it(`${title} → the shape that the operation expects is first`, () => {
      assert.deepEqual(
        schema.anyOf.map(({ type }) => type ?? 'object'),
        form.shape === 'object' ? ['object', 'array'] : ['array', 'object'],
      );
    });
    it(`${title} → every field at every level has a hover and none of our own keywords`, () => {
      const shown = fieldsOf(schema.definitions.body);
      assert.deepEqual(
        shown.map(([path]) => path),
        fields.map(([path]) => path),
      );
      shown.forEach(([path, field], index) => {
        const { markdownDescription, suggestSortText, doNotSuggest } = field as unknown as Record<string, string>;
        const [, { requirement }] = fields[index]!;
        assert(markdownDescription?.startsWith(field.description), String(path));
        // Fields that the server generates are not offered.
        assert.equal(doNotSuggest !== undefined, requirement === 'generated', String(path));
        assert.equal((suggestSortText ?? doNotSuggest) !== undefined, requirement !== undefined, String(path));
        assert.equal(field.requirement, undefined);
        assert.equal(field.documentedType, undefined);
      });
    });
    it(`${title} → snippets with unique labels, the published sample last`, () => {
      const labels = schema.defaultSnippets.map(({ label }) => label);
      assert.deepEqual(
        labels,
        ['minimal', 'with all fields', 'published sample'].map((kind) => `${operations[id].title}: ${kind}`),
      );
      assert.equal(labels.toSorted()[0], labels[0], 'the minimum is proposed first');
      assert.deepEqual([schema.defaultSnippets.at(-1)?.body].flat(), [form.sample]);
    });
    it(`${title}: every snippet with sample values in its blanks → a valid request that breaks no rule`, () => {
      for (const { label, body } of schema.defaultSnippets) {
        const reading = readRequest(form, filled(body));
        assert(!reading.problem, label);
        const completed = withSample(reading.fields, form.sample) as Readonly<Record<string, unknown>>;
        assert.equal(brokenRule(form, completed), undefined, label);
        assert.equal(Check(request as object, completed), true, label);
        assert.equal(Array.isArray(body), form.shape === 'array-of-one', label);
      }
    });
    it(`${title}: the minimal snippet → the minimal fields at their places`, () => {
      const [body] = [schema.defaultSnippets[0]!.body].flat();
      assert.deepEqual(Object.keys(sharedFields(form, body as Fields)).sort(), [...form.minimal].sort());
    });
    it(`${title}: the snippet of all fields → every field that the server does not generate, at every level`, () => {
      const [body] = [schema.defaultSnippets[1]!.body].flat();
      for (const [path, { requirement }] of fields)
        assert.equal(at(body, path) !== undefined, requirement !== 'generated', path.join('.'));
    });
    it(`${title}: the snippet of all fields → a choice for each field that cannot be blank, and else a blank`, () => {
      const [snippet] = [schema.defaultSnippets[1]!.body].flat();
      const closed = fields.filter(([, field]) => field.enum);
      assert.deepEqual(
        closed.map(([path]) => String(at(snippet, path)).replace(/\d+/, 'n')),
        closed.map(([, field]) => (field.enum!.includes('') ? '${n}' : `\${n|${field.enum!.join(',')}|}`)),
      );
    });
    it(`${title}: the completions of all fields → no personal data from the samples`, () => {
      for (const isForRequestFiles of [true, false]) {
        const { definitions } = editorSchema(id, dialect, { isForRequestFiles }) as unknown as EditorSchema;
        for (const [path, field] of fieldsOf(definitions.body)) {
          const { examples, enum: values, ...keywords } = field;
          const { default: start, defaultSnippets, const: constant } = keywords as Record<string, unknown>;
          assert.deepEqual(personalIn([examples, values, start, defaultSnippets, constant]), [], path.join('.'));
        }
      }
    });
    it(`${title}: the snippets other than the published sample → no personal data from the samples`, () => {
      assert.deepEqual(personalIn(schema.defaultSnippets.slice(0, -1)), []);
      if (!['pull', 'pull-tickets'].includes(id)) assert.notDeepEqual(personalIn(schema.defaultSnippets.at(-1)), []);
    });
  }

  it('request files of add in nested → the editor checks the ID, so the schema only checks that it is a number', () => {
    const { definitions } = editorSchema('add', 'nested', { isForRequestFiles: true }) as unknown as EditorSchema;
    const { customer_id: id } = definitions.body.properties['customer_info']!.properties!;
    assert.equal(id?.pattern, '(?:^\\s*[0-9]*\\s*$)|\\{\\{[^{}]*\\}\\}');
    assert.equal(id?.not, undefined);
  });
  it('request files of pull in nested → the editor checks the dates, and which fields are missing', () => {
    const { definitions } = editorSchema('pull', 'nested', { isForRequestFiles: true }) as unknown as EditorSchema;
    assert.equal(definitions.body.properties['createStartDate']?.pattern, undefined);
    assert.equal(definitions.body.required, undefined);
  });
  it('a field with a pattern in a nested object → may have a variable', () => {
    const { definitions } = editorSchema('update', 'nested') as unknown as EditorSchema;
    const { customer_id: id } = definitions.body.properties['customer_info']!.properties!;
    assert.equal(new RegExp(id!.pattern!).test('{{id}}'), true);
  });
});
