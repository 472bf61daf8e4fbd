import { operations } from '../catalogue/registry.ts';
import type { Exchange, Response } from '../exchange/exchange.ts';
import { elementSpans } from '../json/spans.ts';
import type { Span } from '../json/tokens.ts';
import { learningLimits } from './learnedRecords.ts';

/** Maximum number of records of a response that are examined, spread over all of them. */
const maxRecords = 200;
/** Of a long response, fewer records, because each is decompressed from another part of its text. */
const maxOfLong = 20;
/** Maximum length of a response that is a bare array. */
const maxArray = 1_000_000;

/** The texts of the records of a response to examine. */
export function recordTexts({ operation, response }: Pick<Exchange, 'operation' | 'response'>): string[] {
  const spans = operations[operation].response.records ? response.reading.records : spansOfArray(response);
  const most = typeof response.text === 'string' ? maxRecords : maxOfLong;
  const interval = Math.max(1, Math.ceil(spans.length / most));
  return spans
    .filter(({ start, end }, index) => index % interval === 0 && end - start <= learningLimits.text)
    .map(({ start, end }) => response.text.slice(start, end));
}

/** The records of a response that is a bare array. */
function spansOfArray({ text }: Response): readonly Span[] {
  return typeof text === 'string' && text.length <= maxArray ? elementSpans(text, 0) : [];
}
