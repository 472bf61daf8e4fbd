import { problem, type Problem } from '../../problem/problem.ts';
import { invisible, removeTextMarks } from '../../exports/textMarks.ts';

/** A step from a cell to the value that is sent. */
export interface RepairStep {
  readonly from: string;
  readonly to: string;
  readonly why: Problem;
}

export interface RepairOutcome {
  readonly text: string;
  readonly steps: readonly RepairStep[];
  /** Why the cell cannot be repaired. */
  readonly problem?: Problem;
  /** Without the other rows of the table, the cell has no problem. */
  readonly isBesideOthers?: boolean;
}

const phones: ReadonlySet<string> = new Set(['phone', 'contact_person_phone', 'additional_contact_phone']);
/** Fields that have only digits. */
const numbers: ReadonlySet<string> = new Set([...phones, 'kapture_customer_id', 'customer_assign_emp_code', 'pincode']);

const isInvisible = new RegExp(`[${invisible}]`);
/** Spaces, invisible characters and punctuation inside of a phone number. */
const separators = new RegExp(`[${invisible}]|[().\\-\\u2010-\\u2013/]`, 'g');
const hardSpace = /[\u00a0\u2007\u202f]/g;

/** A formula without the apostrophe that makes it text. */
const formula = /^=[^=]/;

/** A number as spreadsheets shorten it: `9.87654E+09`. */
const shortened = /^(\d)(?:[.,](\d+))?E\+(\d{2,3})$/;
/** Any number with an exponent, for fields that have only digits. */
const exponent = /^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,3})$/;

/** The time that programs add to a date. */
const midnight = /(?<=^\d{4}-\d\d-\d\d)[ T]00:00(:00(\.0+)?)?$/;

const spreadsheetError = /^(?:#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)|#{2,})$/i;

/**
 * The value of a cell for a field: without what spreadsheets and copying add to it. Each change is a step. A value that
 * lost digits is a problem, and never completed. `padded`: a value of the column with leading zeros. `isDay`: the field
 * has a date without a time.
 */
export function repairCell(cell: string, field: string, padded?: string, isDay = false): RepairOutcome {
  const steps: RepairStep[] = [];
  let text = cell;
  const change = (to: string, why: Problem): void => {
    if (to === text) return;
    steps.push({ from: text, to, why });
    text = to;
  };
  const isFormula = formula.test(withoutInvisible(cell));
  // Marks are removed before blanks, because an apostrophe before a line break is no longer a mark after
  // the line break was removed.
  if (!isFormula) change(removeTextMarks(text), problem('The apostrophe that marks text in spreadsheets was removed.'));
  change(withoutInvisible(text), problem('Spaces and invisible characters around the value were removed.'));
  change(text.replace(hardSpace, ' '), problem('Non-breaking spaces were replaced with spaces.'));
  if (isFormula)
    return {
      text,
      steps,
      problem: problem(
        'The cell contains the formula “{0}” instead of its value. Copy only the values in the spreadsheet.',
        shownCell(text),
      ),
    };
  const damage = problemOfText(text);
  if (damage) return { text, steps, problem: damage };
  const number = (numbers.has(field) ? exponent : shortened).exec(text);
  if (number) {
    const digits = allDigits(number);
    if (digits === undefined)
      return {
        text,
        steps,
        problem: problem('The number {0} is shortened, so digits are missing. Format the column as text.', text),
      };
    change(digits, problem('The number was written in full. No digits are missing.'));
  }
  if (numbers.has(field))
    change(text.replace(/^(\d+)\.0+$/, '$1'), problem('The decimal places that a spreadsheet added were removed.'));
  if (isDay) change(text.replace(midnight, ''), problem('The time 00:00 was removed from the date.'));
  if (phones.has(field)) repairPhone(text, change);
  else if (field === 'gender') repairGender(text, change);
  else if (padded && /^[1-9]\d*$/.test(text) && text.length < padded.length)
    return {
      text,
      steps,
      problem: problem(
        'The value {0} has fewer digits than {1} in the same column, so its leading zeros may be missing.',
        text,
        padded,
      ),
      isBesideOthers: true,
    };
  return { text, steps };
}

/** A value without spaces and invisible characters around it. A pattern would take quadratic time for those inside. */
function withoutInvisible(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isInvisible.test(text[start]!)) start++;
  while (end > start && isInvisible.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

function problemOfText(text: string): Problem | undefined {
  if (spreadsheetError.test(text)) return problem('The cell contains the spreadsheet error {0}.', text);
  return text.includes('\ufffd')
    ? problem('Characters of “{0}” were lost and replaced with U+FFFD.', shownCell(text))
    : undefined;
}

/** The digits of a number with an exponent; undefined if it does not state all of them. */
function allDigits([, first = '', decimals = '', power = '']: RegExpExecArray): string | undefined {
  return decimals.length === Number(power) ? first + decimals : undefined;
}

/** Reduces an Indian phone number to its ten digits. Other numbers stay unchanged. */
function repairPhone(text: string, change: (to: string, why: Problem) => void): void {
  const compact = withoutSeparators(text);
  const match = /^(\+91|0091|91|0)?([6-9]\d{9})$/.exec(compact);
  if (!match) return;
  const [, prefix, number = ''] = match;
  change(compact, problem('Spaces and punctuation were removed from the phone number.'));
  if (prefix !== undefined) change(number, problem('The prefix {0} of the phone number was removed.', prefix));
}

/** A phone number without spaces, invisible characters and punctuation. */
export function withoutSeparators(phone: string): string {
  return phone.replace(separators, '');
}

function repairGender(text: string, change: (to: string, why: Problem) => void): void {
  const letter = /^(m|f)(?:ale|emale)?$/i.exec(text)?.[1]?.toUpperCase();
  if (letter === undefined || !/^(m|f|male|female)$/i.test(text)) return;
  change(letter, problem('Kapture writes this gender as {0}.', letter));
}

/** Longer cells are shortened in reasons, in characters. */
const maxShown = 60;

/**
 * A cell as a reason quotes it: as it is in the file, with the codes of characters that cannot be seen or would end the
 * line.
 */
export function shownCell(cell: string): string {
  // The longest shown cell, if each of its characters has two code units. A cell can be 1 MB in size.
  const characters = [...cell.slice(0, 2 * (maxShown + 1))];
  const text = characters.length > maxShown ? `${characters.slice(0, maxShown - 1).join('')}…` : characters.join('');
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Control and format characters, lone surrogates, and all spaces except the usual one. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]|[^\P{Z} ]/gu;
