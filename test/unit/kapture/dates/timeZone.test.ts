import assert from 'node:assert/strict';
import { defaultTimeZone, isTimeZone } from '../../../../src/kapture/dates/calendar.ts';

describe('isTimeZone', () => {
  for (const zone of [defaultTimeZone, 'UTC', 'America/New_York', 'europe/berlin'])
    it(`${zone} → true`, () => assert.equal(isTimeZone(zone), true));
  for (const zone of ['', 'IST+1', 'Asia/Kolkatta', 'Mars/Olympus', ' UTC'])
    it(`${JSON.stringify(zone)} → false`, () => assert.equal(isTimeZone(zone), false));
});
