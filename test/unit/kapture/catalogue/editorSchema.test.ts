import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { brokenRule } from '../../../../src/kapture/catalogue/requestRules.ts';
import { editorSchema } from '../../../../src/kapture/catalogue/editorSchema.ts';
import type { ObjectSchema } from '../../../../src/kapture/catalogue/vocabulary.ts';

interface EditorSchema {
  readonly definitions: { readonly body: ObjectSchema };
  readonly anyOf: readonly { readonly $ref?: string; readonly type?: string }[];
  readonly defaultSnippets: readonly { readonly label: string; readonly description: string; readonly body: unknown }[];
}

function sampleValues(id: OperationId): Readonly<Record<string, unknown>> {
  return operations[id].sample;
}

/** The names, phones, addresses and ids of the people in the published samples. */
const personal = new Set(
  operationIds
    .flatMap((id) => Object.entries(sampleValues(id)))
    .filter(([name, value]) => value && !['start_date', 'end_date', 'gender'].includes(name))
    .map(([, value]) => String(value)),
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

describe('editorSchema', () => {
  for (const id of operationIds) {
    const schema = editorSchema(id) as unknown as EditorSchema;
    const request: ObjectSchema = operations[id].request();

    it(`${id} → unchanged by a round trip through JSON, because the build writes it to a file`, () =>
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema));
    it(`${id} → the shape that the operation expects is first`, () => {
      assert.deepEqual(
        schema.anyOf.map(({ type }) => type ?? 'object'),
        operations[id].shape === 'object' ? ['object', 'array'] : ['array', 'object'],
      );
    });
    it(`${id} → every field has a hover and none of our own keywords`, () => {
      assert.deepEqual(Object.keys(schema.definitions.body.properties), Object.keys(request.properties));
      for (const [name, field] of Object.entries(schema.definitions.body.properties)) {
        const { markdownDescription, suggestSortText } = field as unknown as Record<string, string>;
        assert(markdownDescription?.startsWith(field.description), name);
        assert.equal(suggestSortText !== undefined, request.properties[name]?.requirement !== undefined, name);
        assert.equal(field.requirement, undefined);
        assert.equal(field.documentedType, undefined);
      }
    });
    it(`${id} → snippets with unique labels, the published sample last`, () => {
      const labels = schema.defaultSnippets.map(({ label }) => label);
      assert.deepEqual(
        labels,
        ['minimal', 'all fields', 'published sample'].map((kind) => `${operations[id].title}: ${kind}`),
      );
      assert.deepEqual([schema.defaultSnippets.at(-1)?.body].flat(), [operations[id].sample]);
    });
    it(`${id}: every snippet with sample values in its blanks → a valid request that breaks no rule`, () => {
      for (const { label, body } of schema.defaultSnippets) {
        const reading = readRequest(operations[id], filled(body));
        assert(!reading.problem, label);
        const fields = Object.fromEntries(
          Object.entries(reading.fields).map(([name, value]) => [
            name,
            value === '' ? (sampleValues(id)[name] ?? '') : value,
          ]),
        );
        assert.equal(brokenRule(operations[id], fields), undefined, label);
        assert.equal(Check(request as object, fields), true, label);
        assert.equal(Array.isArray(body), operations[id].shape === 'array-of-one', label);
      }
    });
    it(`${id}: the snippet of all fields → a choice for each field with an enum`, () => {
      const snippet = [schema.defaultSnippets[1]!.body].flat()[0] as Record<string, string>;
      const closed = Object.entries(request.properties).filter(([, field]) => field.enum);
      assert.deepEqual(
        closed.map(([name]) => snippet[name]?.replace(/\d+/, 'n')),
        closed.map(([, field]) => `\${n|${field.enum!.filter(Boolean).join(',')}|}`),
      );
    });
    it(`${id}: the tab stops of each snippet → numbered 1, 2, 3 …`, () => {
      for (const { label, body } of schema.defaultSnippets.slice(0, 2)) {
        const stops = [...JSON.stringify(body).matchAll(/\$\{(\d+)/g)].map(([, stop]) => Number(stop));
        assert(stops.length > 0, label);
        assert.deepEqual(
          stops,
          stops.map((_stop, index) => index + 1),
          label,
        );
      }
    });
    for (const field of Object.keys(request.properties))
      it(`${id}: a completion of ${field} → no personal data from the samples`, () => {
        for (const isForRequestFiles of [true, false]) {
          const { definitions } = editorSchema(id, { isForRequestFiles }) as unknown as EditorSchema;
          const { examples, enum: values, ...keywords } = definitions.body.properties[field]!;
          const { default: start, defaultSnippets, const: constant } = keywords as Record<string, unknown>;
          assert.deepEqual(personalIn([examples, values, start, defaultSnippets, constant]), []);
        }
      });
    it(`${id}: the snippets other than the published sample → no personal data from the samples`, () => {
      assert.deepEqual(personalIn(schema.defaultSnippets.slice(0, -1)), []);
      assert.notDeepEqual(id === 'pull' ? [id] : personalIn(schema.defaultSnippets.at(-1)), []);
    });
    it(`${id}: the snippets → no field that the server generates`, () => {
      for (const { label, body } of schema.defaultSnippets.slice(0, 2)) {
        for (const field of Object.keys([body].flat()[0] as object))
          assert.notEqual(request.properties[field]?.requirement, 'generated', `${label}: ${field}`);
      }
    });
  }
});
