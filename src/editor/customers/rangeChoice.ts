import { rangeOf, todayIn, type DateRange, type Preset } from '../../kapture/dates/calendar.ts';

/** A range as it is remembered: presets move on with the day. */
export type RangeChoice = Preset | DateRange;

/** The days of a choice, made now or at another instant. */
export function rangeOfChoice(choice: RangeChoice, timeZone: string, instant?: number): DateRange {
  return typeof choice === 'string' ? rangeOf(choice, todayIn(timeZone, instant)) : choice;
}
