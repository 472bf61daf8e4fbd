import assert from 'node:assert/strict';
import { rangeOfRequest, rangeToRefresh } from '../../../../../src/editor/customers/pulls/pullRange.ts';
import type { DateRange } from '../../../../../src/kapture/dates/calendar.ts';
import type { StoredPull } from '../../../../../src/kapture/store/customerShapes.ts';

describe('rangeOfRequest', () => {
  const range = { start: '2021-03-13', end: '2021-03-14' };
  for (const [operation, body, expected] of [
    ['pull', '[{"start_date": "2021-03-13", "end_date": "2021-03-14"}]', range],
    ['pull', '{"start_date": "2021-03-13", "end_date": "2021-03-14"}', range],
    ['pull', '[{"start_date": "2021-03-13"}]', undefined],
    ['pull', '{"createStartDate": "2021-03-13", "createEndDate": "2021-03-15"}', range],
    [
      'pull',
      '{"createStartDate": "2021-03-13", "createEndDate": "2021-03-13"}',
      { start: '2021-03-13', end: '2021-03-13' },
    ],
    ['pull', '{"createStartDate": "2021-03-13", "createEndDate": "soon"}', { start: '2021-03-13', end: 'soon' }],
    ['pull', '[]', undefined],
    ['pull', 'null', undefined],
    ['get', '[{"start_date": "2021-03-13", "end_date": "2021-03-14"}]', undefined],
  ] as const)
    it(`${operation} ${body} → ${expected ? 'its dates' : 'no range'}`, () => {
      assert.deepEqual(rangeOfRequest(operation, body), expected);
    });
});

const pullOf = (range: DateRange, startedAt = Date.now()): StoredPull => ({
  id: 1,
  module: 'customer',
  tenant: 'https://acme.example',
  connection: 'Acme',
  process: 1,
  timeZone: 'Asia/Kolkata',
  range,
  startedAt,
  endedAt: undefined,
});
const tenth = { start: '2021-03-10', end: '2021-03-10' };
const days = { start: '2021-03-13 12:00:00', end: '2021-03-14' };

describe('rangeToRefresh', () => {
  it('nothing is shown → the last choice', () => {
    assert.deepEqual([rangeToRefresh(undefined, 'today'), rangeToRefresh(undefined, undefined)], ['today', undefined]);
  });
  it('the shown range is not the last choice → the shown range', () => {
    assert.deepEqual(rangeToRefresh({ pull: pullOf(days) }, tenth), days);
  });
  it('the last choice is a preset that produced the shown range → the preset', () => {
    const pull = pullOf(tenth, Date.parse('2021-03-10T12:00:00+05:30'));
    assert.equal(rangeToRefresh({ pull }, 'today'), 'today');
  });
  it('the shown range is invalid → undefined', () => {
    assert.equal(rangeToRefresh({ pull: pullOf({ start: '10.03.2021', end: '11.03.2021' }) }, tenth), undefined);
  });
});
