import assert from 'node:assert/strict';
import { rangeToRefresh } from '../../../../src/editor/customers/rangeToRefresh.ts';
import type { DateRange } from '../../../../src/kapture/dates/calendar.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';

const pullOf = (range: DateRange, startedAt = Date.now()): StoredPull => ({
  id: 1,
  tenant: 'https://acme.example',
  connection: 'Acme',
  timeZone: 'Asia/Kolkata',
  range,
  startedAt,
  endedAt: undefined,
});
const tenth = { start: '2021-03-10', end: '2021-03-10' };
const days = { start: '2021-03-13 12:00:00', end: '2021-03-14' };

describe('rangeToRefresh', () => {
  it('nothing is shown → what was chosen last', () => {
    assert.deepEqual([rangeToRefresh(undefined, 'today'), rangeToRefresh(undefined, undefined)], ['today', undefined]);
  });
  it('what is shown was chosen otherwise → its range', () => {
    assert.deepEqual(rangeToRefresh({ pull: pullOf(days), pulledAnew: undefined }, tenth), days);
  });
  it('a range is on its way → that one, not what is shown, nor what was chosen last', () => {
    assert.deepEqual(rangeToRefresh({ pull: pullOf(days), pulledAnew: pullOf(days) }, tenth), days);
    assert.deepEqual(rangeToRefresh({ pull: pullOf(days), pulledAnew: pullOf(tenth) }, tenth), tenth);
  });
  it('a preset that was chosen last, shown or on its way, of the day on which it was → the preset', () => {
    const pull = pullOf(tenth, Date.parse('2021-03-10T12:00:00+05:30'));
    assert.equal(rangeToRefresh({ pull, pulledAnew: undefined }, 'today'), 'today');
    assert.equal(rangeToRefresh({ pull: pullOf(days), pulledAnew: pull }, 'today'), 'today');
  });
  it('a range that nobody can ask for → nobody knows', () => {
    assert.equal(
      rangeToRefresh({ pull: pullOf({ start: '10.03.2021', end: '11.03.2021' }), pulledAnew: undefined }, tenth),
      undefined,
    );
  });
});
