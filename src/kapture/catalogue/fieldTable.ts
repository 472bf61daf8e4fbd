import { operations, type OperationId } from './registry.ts';
import { requirementTitles, type ObjectSchema } from './vocabulary.ts';

/** The table of an operation's request fields, in Markdown, as the manual prints it. */
export function fieldTable(id: OperationId): string {
  const request: ObjectSchema = operations[id].request();
  const rows = Object.entries(request.properties).map(([name, field]) => [
    `\`${name}\``,
    field.documentedType ?? '',
    field.requirement ? requirementTitles[field.requirement] : '',
    field.description,
  ]);
  return [['Field', 'Documented type', 'Requirement', 'Description'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** A Markdown table of all operations, for the manual. */
export function operationTable(): string {
  const rows = Object.values(operations).map(({ title, path, pathCertainty, shape, writes }) => [
    title,
    `\`${path}\``,
    pathCertainty,
    shape === 'object' ? 'object' : 'array of one object',
    writes ? 'yes' : 'no',
  ]);
  return [
    ['Operation', 'Default path', 'Path certainty', 'Body', 'Changes data'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
