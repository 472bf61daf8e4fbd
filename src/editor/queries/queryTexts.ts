import { l10n } from 'vscode';
import { QueryError, type QueryProblem, type QueryResult } from '../../kapture/query/query.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

export function countText(count: number): string {
  return count === 1 ? l10n.t('1 value') : l10n.t('{0} values', numberText(count));
}

/** The number of values, and how many of them a document shows. */
export function shownText({ count, shown }: QueryResult): string {
  return shown < count ? l10n.t('{0} of {1} values', numberText(shown), numberText(count)) : countText(count);
}

/** What the user should know about the queried data, as sentences. */
export function notices({ isCut, missing }: QueryResult): string[] {
  return [
    ...(isCut ? [l10n.t('The response was cut off, so only its beginning was queried.')] : []),
    ...(missing ? [missingText(missing)] : []),
  ];
}

function missingText(count: number): string {
  return count === 1
    ? l10n.t('1 customer is missing on this machine and was not queried.')
    : l10n.t('{0} customers are missing on this machine and were not queried.', numberText(count));
}

export function queryProblemText({ problem, offset, found }: QueryProblem): string {
  const place = numberText(offset + 1);
  const text = oneLine(found, 40);
  switch (problem) {
    case 'start':
      return l10n.t('A query starts with $.');
    case 'incomplete':
      return l10n.t('The query is incomplete: more must follow character {0}.', numberText(offset));
    case 'unclosed':
      return l10n.t('The “{0}” at character {1} is not closed.', text, place);
    case 'function':
      return l10n.t('Character {0}: “{1}” is not one of length, count, value, match and search.', place, text);
    case 'arguments':
      return l10n.t('Character {0}: this function or comparison is not allowed here (RFC 9535).', place);
    case 'range':
      return l10n.t('Character {0}: the index is too large.', place);
    case 'pattern':
      return l10n.t('Character {0}: invalid expression “{1}” (RFC 9485: [0-9], not \\d).', place, text);
    case 'syntax':
      return l10n.t('Character {0}: “{1}” is unexpected here.', place, text);
  }
}

export function errorText(error: unknown): string {
  if (!QueryError.is(error))
    return l10n.t('The query failed: {0}', error instanceof Error ? error.message : String(error));
  switch (error.reason) {
    case 'not-json':
      return l10n.t('This text is not JSON, so it cannot be queried.');
    case 'too-large':
      return l10n.t('There is not enough memory for this query.');
    case 'too-deep':
      return l10n.t('The values are nested too deeply to be searched with “..”.');
    case 'pattern':
      return l10n.t('The query was stopped: a regular expression takes too long, such as (a+)+.');
    case 'too-slow':
      return l10n.t('The query was stopped after a minute. Name the properties instead of “..”.');
    case 'gone':
      return l10n.t('The stored data of these customers is no longer on this machine. Pull them again.');
    case 'not-written':
      return l10n.t('The file could not be written. Check that the folder exists and the disk has space.');
    case 'ended':
    case 'other':
      return l10n.t('The query failed: {0}', error.message);
  }
}
