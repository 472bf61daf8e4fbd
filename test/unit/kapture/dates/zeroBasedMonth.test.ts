import assert from 'node:assert/strict';
import { zeroBasedMonthAt } from '../../../../src/kapture/dates/calendar.ts';

describe('zeroBasedMonthAt', () => {
  for (const [text, month] of [
    ['{"lastModificationTime": {"year": 2021, "month": 10, "dayOfMonth": 14, "hourOfDay": 14}}', 10],
    ['{"a": {"b": 1}, "time": {"dayOfMonth": 14,\n"month": 0,\n"year": 2021}, "c": {}}', 0],
    ['{"year": 2021, "month": 12, "dayOfMonth": 1}', undefined],
    ['{"year": 2021, "month": "10", "dayOfMonth": 1}', undefined],
    ['{"month": 10}', undefined],
    ['{"year": 2021, "dayOfMonth": 1, "month": 1', undefined],
    ['{"year": 2021, "dayOfMonth": 1, "month": 1, "text": "}"}', undefined],
    ['"month"', undefined],
  ] as const)
    it(`${text} → ${String(month)}`, () => assert.equal(zeroBasedMonthAt(text, text.indexOf('"month"') + 1), month));
});
