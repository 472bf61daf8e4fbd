import type { OperationForm } from '../../catalogue/form.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { readBack } from '../../update/editableFields.ts';
import { isBlank, plainValue, type FieldValues } from '../../update/fieldValue.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import { compareWrite, type ComparedWrite, type WriteFinding } from './compareWrite.ts';
import { undecidedReason } from './undecidedReason.ts';

/** What a record says about an update with blank values, whose response reports success. */
export interface BlankFinding {
  readonly end: 'done' | 'failed' | 'unknown';
  readonly reason?: Problem | undefined;
  /** Of a done row: the fields that Kapture did not clear, or that records do not show. */
  readonly ignored?: readonly string[];
}

/**
 * Compares the record of a customer with the blank values that an update sent. It is undocumented whether Kapture
 * clears such fields. The row failed if Kapture cleared none of them, and nothing else was sent. It is unknown if the
 * record does not show what became of them. Fields that no record has shown cannot be checked: a row that was stored
 * apart from them is done in part.
 */
export function compareBlank(
  { before, after, customerId, ...contact }: ComparedWrite & { readonly customerId: string },
  record: Pick<ReadRecord, 'fields' | 'own'>,
  form: OperationForm,
): BlankFinding {
  const { own } = record;
  const unknown = (shown: readonly string[]): BlankFinding => ({
    end: 'unknown',
    reason: undecidedReason(shown, own, { form, customerId }),
  });
  const blank = [...after].filter(([, value]) => isBlank(value));
  const hidden = blank.flatMap(([field]) => (before.has(field) || readBack(own, field) !== undefined ? [] : field));
  const shown = new Map(blank.filter(([field]) => !hidden.includes(field)));
  const finding: WriteFinding = shown.size
    ? compareWrite({ before, after: shown, ...contact }, record, form)
    : { kind: 'stored', ignored: new Map() };
  if (finding.kind === 'undecided') return unknown(finding.shown);
  const ignored: FieldValues =
    finding.kind === 'stored'
      ? finding.ignored
      : new Map([...shown.keys()].map((field) => [field, readBack(own, field)!]));
  if (ignored.size === after.size) return { end: 'failed', reason: reasonOfIgnored(ignored) };
  if (ignored.size + hidden.length === after.size) return unknown([...ignored.keys()]);
  const left = [...ignored.keys(), ...hidden];
  return { end: 'done', reason: hidden.length ? reasonOfHidden(left) : reasonOfIgnored(ignored), ignored: left };
}

function reasonOfIgnored(ignored: FieldValues): Problem | undefined {
  const [first, ...others] = ignored;
  if (!first) return undefined;
  return others.length
    ? problem('Kapture ignored the blank values for these fields: {0}.', [...ignored.keys()].join(', '))
    : problem('Kapture ignored the blank value for {0}, which is still “{1}”.', first[0], plainValue(first[1]));
}

function reasonOfHidden(fields: readonly string[]): Problem {
  return problem(
    'Kapture reported success, but it ignored the blank values for these fields, or records do not show them: {0}.',
    fields.join(', '),
  );
}
