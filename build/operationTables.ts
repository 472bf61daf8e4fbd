import { operations, type OperationId } from '../src/kapture/catalogue/registry.ts';
import { requirementTitles, type ObjectSchema } from '../src/kapture/catalogue/vocabulary.ts';
import { table } from './markdownTable.ts';

/** An operation's request fields, as a Markdown table for the manual. */
export function fieldTable(id: OperationId): string {
  const request: ObjectSchema = operations[id].request();
  return table(
    ['Field', 'Documented type', 'Requirement', 'Description'],
    Object.entries(request.properties).map(([name, field]) => [
      `\`${name}\``,
      field.documentedType ?? '',
      field.requirement ? requirementTitles[field.requirement] : '',
      field.description,
    ]),
  );
}

/** All operations, as a Markdown table for the manual. */
export function operationTable(): string {
  return table(
    ['Operation', 'Default path', 'Path certainty', 'Body', 'Changes data'],
    Object.values(operations).map(({ title, path, pathCertainty, shape, writes }) => [
      title,
      `\`${path}\``,
      pathCertainty,
      shape === 'object' ? 'object' : 'array of one object',
      writes ? 'yes' : 'no',
    ]),
  );
}
