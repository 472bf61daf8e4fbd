import { addDays, dayOf, momentIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { periodsOf, type Period } from '../../src/kapture/pull/periods.ts';
import { withClients } from './clients.ts';
import { median, spread, type Figure } from './figure.ts';
import { paired } from './paired.ts';

const rounds = 7;
const turns = 12;
const days = 30;

/**
 * A pull of a month by days into the store, divided by 30 plain undici requests for the same, with the same
 * parallelism, each parsed with JSON.parse. JSON.parse rejects raw line breaks, which a few responses contain; they are
 * replaced, as a simple client would do.
 */
export const figure: Figure = {
  name: 'pull.month.ratio',
  unit: '×',
  aim: 2,
  measure: () =>
    withClients(async ({ pull, target, bare }) => {
      const yesterday = addDays(dayOf(momentIn(defaultTimeZone, Date.now())), -1);
      const periods = periodsOf({ start: addDays(yesterday, 1 - days), end: yesterday }, 24);

      const barePull = async (): Promise<number> => {
        let customers = 0;
        const waiting = periods.values();
        const worker = async (): Promise<void> => {
          for (const period of waiting) {
            const { message } = parsed(await bare('pull', bodyFor(period)));
            customers += message.length;
          }
        };
        await Promise.all(Array.from({ length: target.connection.parallelPulls }, worker));
        return customers;
      };

      const [ours, theirs] = [await pull(periods), await barePull()];
      if (periods.length !== days || ours === 0 || ours !== theirs)
        throw new Error(
          `In ${periods.length} periods the client pulled ${ours} customers, the bare requests ${theirs}.`,
        );
      const { ratios, firstUs, secondUs } = await paired(rounds, turns, () => pull(periods), barePull);
      return {
        value: median(ratios),
        samples: rounds,
        note: `${spread(ratios)}; ${ours} customers; ours ${(median(firstUs) / 1000).toFixed(1)} ms, bare ${(median(secondUs) / 1000).toFixed(1)} ms`,
      };
    }),
};

function bodyFor({ start, end }: Period): string {
  return JSON.stringify([{ start_date: start, end_date: end }]);
}

function parsed(text: string): { message: unknown[] } {
  try {
    return JSON.parse(text) as { message: unknown[] };
  } catch {
    return JSON.parse(text.replaceAll('\n', ' ')) as { message: unknown[] };
  }
}
