import type { Dialect } from '../src/kapture/catalogue/dialect.ts';
import type { Certainty, OperationForm } from '../src/kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../src/kapture/catalogue/forms.ts';
import { operationIds, operations, type OperationId } from '../src/kapture/catalogue/registry.ts';
import { unknowns } from '../src/kapture/catalogue/unknowns.ts';
import { requirementTitles, type FieldSchema, type ObjectSchema } from '../src/kapture/catalogue/vocabulary.ts';
import { table } from './manifestTables.ts';

/**
 * The request fields of dialects that have the same ones, as a Markdown table for the manual. Neighbors with the
 * same facts share a row, and `attr1` stands for all attributes.
 */
function fieldTable(id: OperationId, dialects: readonly Dialect[]): string {
  const [fields = [], ...others] = dialects.map((dialect) => fieldsIn(formOf(id, dialect).request().properties));
  const typeOf = (index: number): string | undefined =>
    [fields, ...others].map((same) => same[index]![1].documentedType).find((type) => type !== undefined);
  const attributes = fields.filter(([name]) => /^attr\d+$/.test(name));
  const rows: [string, ...string[]][] = [];
  for (const [index, [name, { requirement = 'optional', description }]] of fields.entries()) {
    if (attributes.slice(1).some(([attribute]) => attribute === name)) continue;
    const title = name === 'attr1' ? `\`${name}\` … \`${attributes.at(-1)![0]}\`` : `\`${name}\``;
    const facts = [typeOf(index) ?? '', requirement === 'optional' ? '' : requirementTitles[requirement], description];
    const last = rows.at(-1);
    if (last?.slice(1).join('|') === facts.join('|')) last[0] += `, ${title}`;
    else rows.push([title, ...facts]);
  }
  return table(['Field', 'Documented type', 'Requirement', 'Description'], rows);
}

/**
 * The fields of a body, each followed by those inside it: `customer_info`, `customer_info.phone`,
 * `contact_info[].phone`.
 */
export function fieldsIn(properties: ObjectSchema['properties'], path = ''): (readonly [string, FieldSchema])[] {
  return Object.entries(properties).flatMap(([name, field]) => [
    [path + name, field] as const,
    ...fieldsIn(field.properties ?? {}, `${path}${name}.`),
    ...fieldsIn(field.items?.properties ?? {}, `${path}${name}[].`),
  ]);
}

/** The forms of all operations, as a Markdown table for the manual. */
export function operationTable(): string {
  return table(
    ['Operation', 'Dialect', 'Default path', 'Certainty', 'Other possible paths', 'Body'],
    allForms().map(({ id, dialect, form }) => [
      operations[id].title,
      hasDialects(id) ? `\`${dialect}\`` : 'all',
      `\`${form.path}\``,
      certainties[form.pathCertainty],
      (form.otherPaths ?? []).map((path) => `\`${path}\``).join(', '),
      shapeText(form),
    ]),
  );
}

/** In the words of the manual for all facts. */
const certainties: Readonly<Record<Certainty, string>> = {
  solid: 'likely, used by a client',
  documented: 'likely',
  inferred: 'inferred',
};

/** The fields of each form, in sections of the manual. Dialects with the same fields share a section. */
export function formSections(): string {
  return operationIds
    .map((id) => {
      const sections = Map.groupBy(dialectsOf(id), (dialect) => {
        const { description, properties } = formOf(id, dialect).request();
        return JSON.stringify([description, fieldsIn(properties).map(([name, field]) => [name, field.description])]);
      });
      return [
        `### Fields of ${operations[id].title}`,
        ...[...sections.values()].map((dialects) => formSection(id, dialects)),
      ].join('\n\n');
    })
    .join('\n\n');
}

function formSection(id: OperationId, dialects: readonly Dialect[]): string {
  const [first = 'flat'] = dialects;
  const names = `${dialects.join(' and ')} ${dialects.length > 1 ? 'dialects' : 'dialect'}`;
  const facts = dialects.flatMap((dialect) => factsOf(formOf(id, dialect)).map((text) => ({ text, dialect })));
  const lines = [...Map.groupBy(facts, ({ text }) => text)].map(([text, of]) =>
    of.length === dialects.length ? `- ${text}` : `- ${text} (\`${of[0]!.dialect}\`)`,
  );
  return [
    ...(hasDialects(id) ? [`#### ${operations[id].title}, ${names}`] : []),
    formOf(id, first).request().description,
    ...(lines.length ? [lines.join('\n')] : []),
    operations[id].act === 'update' ? updateText(id, first) : fieldTable(id, dialects),
  ].join('\n\n');
}

/** The limits and responses of a form. */
function factsOf({ envelope, tenantField, paging, codePaths = [] }: OperationForm): string[] {
  const codes = codePaths.map((path) => `\`${path.join('.')}\``).join(' or ');
  return [
    ...(paging
      ? [`Limits: ${paging.maxHours} hours and ${paging.limit} records per request, with \`limit\` and \`offset\``]
      : []),
    ...(tenantField === undefined ? [] : [`Requires the ID of the tenant, in \`${tenantField}\``]),
    ...(envelope ? [`Response: \`${envelope.status}\` is \`${envelope.success}\` or \`${envelope.failed}\``] : []),
    ...(codes ? [`Identifies a customer by ${codes} (inferred)`] : []),
  ];
}

/** What the fields of an Update have in common with those of Add. */
function updateText(id: OperationId, dialect: Dialect): string {
  const [add, update] = (['add', id] as const).map((one) => fieldsIn(formOf(one, dialect).request().properties));
  const requiredOf = (fields: typeof add = []): string[] =>
    fields.flatMap(([name, { requirement }]) => (requirement === 'enforced' ? [`\`${name}\``] : []));
  const required = requiredOf(update);
  const isSame = requiredOf(add).join() === required.join();
  return isSame
    ? 'The fields are those of Add Customer in this dialect.'
    : `${required.join(' and ')} ${required.length > 1 ? 'are' : 'is'} required. The other fields of Add Customer in this dialect are optional.`;
}

/** What no source says about operations and their dialects, as a Markdown table for the manual. */
export function unknownTable(): string {
  const all = allForms().flatMap(({ id, dialect }) =>
    (unknowns[id]?.[dialect] ?? []).map((text) => ({ id, dialect, text })),
  );
  const rows = [...Map.groupBy(all, ({ text }) => text)].map(([text, of]) => {
    const dialects = of.flatMap(({ id, dialect }) => (hasDialects(id) ? [`\`${dialect}\``] : []));
    const titles = of.map(({ id }) => operations[id].title);
    return [[...new Set(titles)].join(', '), [...new Set(dialects)].join(', ') || 'all', text];
  });
  return table(['Operation', 'Dialect', 'Unknown'], rows);
}

function allForms(): { readonly id: OperationId; readonly dialect: Dialect; readonly form: OperationForm }[] {
  return operationIds.flatMap((id) => dialectsOf(id).map((dialect) => ({ id, dialect, form: formOf(id, dialect) })));
}

function hasDialects(id: OperationId): boolean {
  return dialectsOf(id).length > 1;
}

function shapeText({ shape }: OperationForm): string {
  return shape === 'object' ? 'object' : 'array of one object';
}
