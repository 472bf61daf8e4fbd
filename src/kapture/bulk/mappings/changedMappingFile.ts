import { ChangedFile } from '../../json/changedFile.ts';
import { columnValue } from './columnValue.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import { readMappingFile, writeMappingFile } from './mappingFile.ts';

/**
 * The text of a mapping file that is saved again: only what differs is changed, so comments and layout stay. An earlier
 * text that cannot be read is replaced.
 */
export function changedMappingFile(earlier: string, mapping: Mapping): string {
  const { mapping: before } = readMappingFile(earlier);
  if (!before) return writeMappingFile(mapping);
  const file = new ChangedFile(earlier);
  file.change(['identifyBy'], before.identifyBy, mapping.identifyBy);
  changeColumns(file, before, mapping);
  changeConstants(file, before, mapping);
  file.change(['encoding'], before.encoding, mapping.encoding);
  file.change(['delimiter'], before.delimiter, mapping.delimiter);
  return file.text;
}

function changeColumns(file: ChangedFile, before: Mapping, after: Mapping): void {
  const left = new Map(before.columns.map((column) => [column.column, column]));
  for (const column of after.columns) {
    const listed = left.get(column.column);
    // Also one that is ignored: a mapping lists the columns of its table.
    if (!listed) file.change(['columns', column.column], undefined, columnValue(column));
    else changeColumn(file, listed, column);
    left.delete(column.column);
  }
  for (const name of left.keys()) file.change(['columns', name], null, undefined);
}

function changeColumn(file: ChangedFile, before: ColumnMapping, after: ColumnMapping): void {
  const path = ['columns', after.column];
  const [from, to] = [columnValue(before), columnValue(after)];
  if (after.field === undefined || !file.isObject(path)) return file.change(path, from, to);
  file.change([...path, 'field'], before.field, after.field);
  file.change([...path, 'blank'], blankOf(before), blankOf(after));
  file.change([...path, 'exact'], exactOf(before), exactOf(after));
}

/** Undefined if it is the default. */
function blankOf({ blank }: ColumnMapping): string | undefined {
  return blank === 'omit' ? undefined : blank;
}

function exactOf({ isExact }: ColumnMapping): true | undefined {
  return isExact ? true : undefined;
}

function changeConstants(file: ChangedFile, before: Mapping, after: Mapping): void {
  const left = new Map(before.constants.map(({ field, value }) => [field, value]));
  if (left.size && !after.constants.length) return file.change(['constants'], before.constants, undefined);
  for (const { field, value } of after.constants) {
    file.change(['constants', field], left.get(field), value);
    left.delete(field);
  }
  for (const [field, value] of left) file.change(['constants', field], value, undefined);
}
