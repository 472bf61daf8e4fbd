import type { Dialect } from '../src/kapture/catalogue/dialect.ts';
import type { Certainty, OperationForm } from '../src/kapture/catalogue/form.ts';
import { dialectsOf, formOf } from '../src/kapture/catalogue/forms.ts';
import { operationIds, operations, type OperationId } from '../src/kapture/catalogue/registry.ts';
import { unknowns } from '../src/kapture/catalogue/unknowns.ts';
import { requirementTitles, type FieldSchema, type ObjectSchema } from '../src/kapture/catalogue/vocabulary.ts';
import { table } from './manifestTables.ts';

/** The request fields of an operation in a dialect, as a Markdown table for the manual. `attr1` stands for all of them. */
export function fieldTable(id: OperationId, dialect: Dialect = 'flat'): string {
  const fields = fieldsIn(formOf(id, dialect).request().properties);
  const attributes = fields.filter(([name]) => /^attr\d+$/.test(name));
  return table(
    ['Field', 'Documented type', 'Requirement', 'Description'],
    fields
      .filter((field) => !attributes.slice(1).includes(field))
      .map(([name, { documentedType = '', requirement = 'optional', description }]) => [
        name === 'attr1' ? `\`${name}\` … \`${attributes.at(-1)![0]}\`` : `\`${name}\``,
        documentedType,
        requirement === 'optional' ? '' : requirementTitles[requirement],
        description,
      ]),
  );
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

/** The fields of each form, in sections of the manual. */
export function formSections(): string {
  return operationIds
    .map((id) => {
      const sections = dialectsOf(id).map((dialect) => formSection(id, dialect));
      return [`### Fields of ${operations[id].title}`, ...sections].join('\n\n');
    })
    .join('\n\n');
}

function formSection(id: OperationId, dialect: Dialect): string {
  const form = formOf(id, dialect);
  return [
    ...(hasDialects(id) ? [`#### ${operations[id].title}, ${dialect} dialect`] : []),
    form.request().description,
    factsOf(form).join('\n'),
    fieldsText(id, dialect),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The limits and responses of a form, as a list. */
function factsOf(form: OperationForm): string[] {
  const { envelope, tenantField } = form;
  return [
    ...(form.paging ? [`- Limits: ${limitText(form)}`] : []),
    ...(tenantField === undefined ? [] : [`- Requires the ID of the tenant, in \`${tenantField}\``]),
    ...(envelope ? [`- Response: \`${envelope.status}\` is \`${envelope.success}\` or \`${envelope.failed}\``] : []),
    ...(form.codePaths ? [`- Identifies a customer by ${codeText(form)} (inferred)`] : []),
  ];
}

/** The table of a form's fields, or what it has in common with the form of Add. */
function fieldsText(id: OperationId, dialect: Dialect): string {
  if (operations[id].act !== 'update') return fieldTable(id, dialect);
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

function codeText({ codePaths = [] }: OperationForm): string {
  return codePaths.map((path) => `\`${path.join('.')}\``).join(' or ');
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

function limitText({ paging }: OperationForm): string {
  return paging
    ? `${paging.maxHours} hours and ${paging.limit} records per request, with \`limit\` and \`offset\``
    : '';
}
