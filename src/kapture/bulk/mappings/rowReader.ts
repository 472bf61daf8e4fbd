import { notADay } from '../../catalogue/customer/arrayFields.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { redactionMark } from '../../redaction/redact.ts';
import { isMask, looksMasked, plainValue } from '../../update/fieldValue.ts';
import { writtenValue } from '../../update/updateBody.ts';
import { substitute, variablesIn, type VariableLookup } from '../../variables/variables.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import { textOfRow, type Repair, type RowInput, type RowReason } from '../plans/planRow.ts';
import { repairCell, shownCell, type RepairOutcome, type RepairStep } from '../tables/repairCell.ts';
import type { Table, TableRow } from '../tables/table.ts';
import { constantProblem } from './checkMapping.ts';
import {
  canSend,
  problemOfValue,
  valueRules,
  type ValueRules,
  type WriteForms,
  type ColumnMapping,
  type Mapping,
} from './mapping.ts';

export interface RowReaderOptions {
  readonly table: Pick<Table, 'columns' | 'format'>;
  /** Must be without problems, see `checkMapping.ts`. */
  readonly mapping: Mapping;
  readonly forms: WriteForms;
  /** The variables of constants. Called for each row, because a row is a request: `{{$guid}}` differs between rows. */
  readonly lookup?: () => VariableLookup;
}

interface Place extends ColumnMapping {
  readonly field: string;
  readonly index: number;
}

/** What the cells of a row are read into. */
interface Parts {
  readonly fields: Map<string, string>;
  readonly repairs: Repair[];
  readonly reasons: RowReason[];
  readonly invalidCells: RowReason[];
  key: string;
}

export function rowReader(options: RowReaderOptions): (row: TableRow) => RowInput {
  const { table, mapping } = options;
  const places = mapping.columns.flatMap((column): Place[] => {
    const index = table.columns.findIndex(({ name }) => name === column.column);
    return column.field === undefined || index < 0 ? [] : [{ ...column, field: column.field, index }];
  });
  const reader = new CellReader(options);
  return ({ row, line, cells, literals, problem: broken }) => {
    const parts: Parts = { fields: new Map(), repairs: [], reasons: [], invalidCells: [], key: '' };
    // The cells of a broken row can be under wrong columns, so none of them is read as a value.
    const text = broken ? textOfRow(cells) : '';
    if (broken) parts.reasons.push({ ...(text && { text }), problem: broken });
    else {
      for (const place of places) reader.read(place, cells[place.index], literals?.has(place.index) ?? false, parts);
      reader.addConstants(parts);
    }
    return {
      row,
      ...(line !== undefined && { line }),
      key: parts.key,
      fields: parts.fields,
      cells: cells.map((cell) => cell ?? null),
      repairs: parts.repairs,
      reasons: parts.reasons,
      invalidCells: parts.invalidCells,
    };
  };
}

class CellReader {
  readonly #options: RowReaderOptions;
  readonly #keyField: string;
  readonly #rules = new Map<string, FieldRules>();

  constructor(options: RowReaderOptions) {
    this.#options = options;
    this.#keyField = fieldOfIdentifier[options.mapping.matchBy];
  }

  read(place: Place, cell: string | undefined, isLiteral: boolean, parts: Parts): void {
    const { table, forms } = this.#options;
    const { column, index, field, blank = 'omit', isExact = false } = place;
    const isKey = field === this.#keyField;
    if (cell === undefined) {
      // An object does not need to have every field. A row of CSV that ends early may be damaged.
      if (table.format === 'csv') parts.reasons.push({ column, problem: problem('The row ends before this column.') });
      return;
    }
    const complain = (found: Problem, isBesideOthers?: boolean): unknown =>
      (isKey ? parts.reasons : parts.invalidCells).push({
        column,
        field,
        text: cell,
        problem: found,
        ...(isBesideOthers && { isBesideOthers }),
      });
    const {
      text,
      steps,
      problem: damage,
      isBesideOthers,
    }: RepairOutcome = isExact
      ? { text: cell, steps: [] }
      : repairCell(cell, field, table.columns[index]!.padded, this.#rulesOf(field).isDay);
    for (const step of field === 'gender' ? this.#asWritten(field, cell, text, steps) : steps)
      if (text.trim() !== '') parts.repairs.push({ column, field, ...step });
    if (damage) {
      complain(damage, isBesideOthers);
      return;
    }
    if (text.trim() === '') {
      if (blank === 'clear' && !isKey && canSend(forms, field)) parts.fields.set(field, '""');
      return;
    }
    const value = isLiteral && !steps.length ? text : JSON.stringify(text);
    const why = isKey ? undefined : this.#whyUnsent(field, value);
    if (why) {
      // Exports contain such values. The other fields of the row can still be sent.
      parts.repairs.push({ column, field, from: text, to: '', why });
      return;
    }
    const invalid = this.#problemOf(field, value, isKey, cell);
    if (invalid) {
      complain(invalid);
      return;
    }
    if (isKey) parts.key = text.trim();
    if (canSend(forms, field)) parts.fields.set(field, value);
  }

  addConstants({ fields, reasons }: Parts): void {
    const { mapping, lookup } = this.#options;
    if (!mapping.constants.length) return;
    const values: VariableLookup = lookup?.() ?? (() => undefined);
    for (const { field, value } of mapping.constants) {
      const literal = JSON.stringify(value);
      const obstacle = constantProblem(value, values);
      if (obstacle) {
        reasons.push({ problem: obstacle });
        continue;
      }
      const json = substitute(literal, values);
      const invalid = this.#problemOf(field, json);
      if (invalid) reasons.push({ problem: problem('{0}: {1}', field, invalid) });
      else fields.set(field, json);
    }
  }

  /** The repairs of a cell as far as they change what the forms write: some write `Female` instead of `F`. */
  #asWritten(field: string, cell: string, text: string, steps: readonly RepairStep[]): readonly RepairStep[] {
    const { add, update } = this.#options.forms;
    const [written, other] = [add, update].map((form) => writtenValue(form, field, text));
    if (written === undefined || written !== other || written === text) return steps;
    return written === cell
      ? []
      : steps.map((step, index) =>
          index < steps.length - 1
            ? step
            : { ...step, to: written, why: problem('Kapture writes this gender as {0}.', written) },
        );
  }

  /** Why a value cannot be sent. `cell` is its text in the file. */
  #problemOf(field: string, json: string, isKey = false, cell = plainValue(json)): Problem | undefined {
    const rules = this.#rulesOf(field);
    if (isRedacted(json)) return problem('A secret in “{0}” was redacted. Enter the full value.', shownCell(cell));
    if (this.#isMasked(field, json))
      return isKey
        ? problem('“{0}” is masked, so it cannot identify a customer.', shownCell(cell))
        : problem('The value is masked. Enter the full value.');
    if (rules.isFree) return undefined;
    if (rules.isId && !/^\d+$/.test(plainValue(json)))
      return problem('“{0}” is not an ID, which consists of digits.', shownCell(cell));
    // A key can be a stored value that breaks the rules of its field. The plan refuses to add a customer with such a
    // value.
    return isKey ? undefined : problemOfValue(rules, json, cell);
  }

  /** Why the value of a cell is not sent, although the other fields of its row can be; undefined if it is. */
  #whyUnsent(field: string, json: string): Problem | undefined {
    if (isRedacted(json)) return problem('A secret in the value was redacted, so the value is not sent.');
    return this.#isMasked(field, json) ? problem('The value is masked, so it is not sent.') : undefined;
  }

  #isMasked(field: string, json: string): boolean {
    // Most values have no asterisks, and reading the JSON takes time.
    return json.includes('**') && (isMask(json) || (this.#rulesOf(field).isContact && looksMasked(json)));
  }

  #rulesOf(field: string): FieldRules {
    let rules = this.#rules.get(field);
    if (!rules) this.#rules.set(field, (rules = rulesOf(field, this.#options.forms)));
    return rules;
  }
}

/** Whether a secret was redacted in a value, such as in an export. */
function isRedacted(json: string): boolean {
  return json.includes(redactionMark);
}

interface FieldRules extends ValueRules {
  /** Any value is allowed. */
  readonly isFree: boolean;
  readonly isId: boolean;
  /** A date without a time is required. */
  readonly isDay: boolean;
  /** A phone or an email, which servers mask. */
  readonly isContact: boolean;
}

function rulesOf(field: string, { add, update }: WriteForms): FieldRules {
  const isId = field === 'kapture_customer_id';
  const rules = valueRules(field, [update, add]);
  return {
    ...rules,
    isFree: !isId && !rules.formats.length && !rules.values,
    isId,
    isDay: rules.formats.some(({ reason }) => reason === notADay),
    isContact: /phone|email/.test(field),
  };
}

/** Reads rows with a mapping. Variables are looked up for each row, because a row is a request. */
export async function* readRows(
  rows: Iterable<TableRow> | AsyncIterable<TableRow>,
  options: Omit<RowReaderOptions, 'lookup'>,
  lookUp: () => VariableLookup,
): AsyncGenerator<RowInput> {
  const hasVariables = options.mapping.constants.some(({ value }) => variablesIn(JSON.stringify(value)).length > 0);
  let lookup: VariableLookup = () => undefined;
  const read = rowReader({ ...options, lookup: () => lookup });
  for await (const row of rows) {
    if (hasVariables) lookup = lookUp();
    yield read(row);
  }
}
