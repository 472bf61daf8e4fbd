import { withClients } from './clients.ts';
import { median, spread, type Figure } from './figure.ts';
import { paired } from './paired.ts';

const rounds = 9;
const turns = 500;

/** A Get from the sandbox with the client, divided by a plain undici request for the same, both read as text. */
export const figure: Figure = {
  name: 'get.ratio',
  unit: '×',
  aim: 1.3,
  measure: () =>
    withClients(async ({ client, target, bare }) => {
      const body = JSON.stringify([{ kapture_customer_id: '61371820' }]);
      const { response } = await client.send('get', body, target);
      if (response.reading.outcome !== 'success' || response.text !== (await bare('get', body)))
        throw new Error('The two clients did not receive the same customer.');
      const { ratios, firstUs, secondUs } = await paired(
        rounds,
        turns,
        () => client.send('get', body, target),
        () => bare('get', body),
      );
      return {
        value: median(ratios),
        samples: rounds,
        note: `${spread(ratios)}; ours ${median(firstUs).toFixed(0)} µs, bare ${median(secondUs).toFixed(0)} µs`,
      };
    }),
};
