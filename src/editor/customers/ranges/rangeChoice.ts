import { rangeOf, todayIn, type DateRange, type Preset } from '../../../kapture/dates/calendar.ts';

/** A range as it is stored. A preset, such as `today`, moves with the date. */
export type RangeChoice = Preset | DateRange;

/** The days of a choice at an instant in ms; by default now. */
export function rangeOfChoice(choice: RangeChoice, timeZone: string, instant?: number): DateRange {
  return typeof choice === 'string' ? rangeOf(choice, todayIn(timeZone, instant)) : choice;
}
