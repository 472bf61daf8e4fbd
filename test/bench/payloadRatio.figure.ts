import { memoizedLookup } from '../../src/kapture/variables/variables.ts';
import { builtInValue } from '../../src/kapture/variables/builtInVariables.ts';
import type { OperationId } from '../../src/kapture/catalogue/registry.ts';
import { PatternThread } from '../../src/kapture/payloadTests/patternThread.ts';
import { runCase } from '../../src/kapture/payloadTests/runCase.ts';
import { readTestFile } from '../../src/kapture/payloadTests/readTestFile.ts';
import { withClients } from './clients.ts';
import { median, spread, type Figure } from './figure.ts';
import { paired } from './paired.ts';

const rounds = 9;
/**
 * Each turn has three cases, one of each kind: 201 per round. Turns are short, so that other load on the machine
 * affects both sides.
 */
const turns = 67;

/** Found, refused, changed: none of them changes the sandbox's data for the next turn. */
const kinds = [
  {
    operation: 'get',
    body: { kapture_customer_id: '61371820' },
    expect: { status: 200, outcome: 'success', response: { '/Customer Details/name': 'Nishchal' } },
  },
  {
    operation: 'add',
    body: { customer_name: '{{$name}}', phone: '12345' },
    expect: { status: 400, outcome: 'failed', message: { contains: '10 digits' } },
  },
  {
    operation: 'update',
    body: { kapture_customer_id: '65033646', city: 'Bangalore' },
    expect: { outcome: 'success', response: { '/Enquiry/kapture_customer_id': { matches: '^65033646$' } } },
  },
] as const;

/**
 * 201 payload tests, divided by a plain undici loop that sends the same bodies. A ratio of 1.43 is 0.7 of its cases per
 * second.
 */
export const figure: Figure = {
  name: 'payload.ratio',
  unit: '×',
  aim: 1.43,
  measure: () =>
    withClients(async ({ client, target, bare }) => {
      const { cases } = readTestFile(
        JSON.stringify({ cases: kinds.map((kind) => ({ name: kind.operation, ...kind })) }),
      );
      const context = {
        timeZone: target.connection.timeZone,
        now: Date.now(),
        environment: () => undefined,
        last: () => undefined,
      };
      const patterns = new PatternThread();
      let sent: [OperationId, string][] = [];
      const tests = async (): Promise<void> => {
        sent = [];
        for (const testCase of cases) {
          const { outcome, findings } = await runCase(testCase, {
            connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: {} },
            patterns,
            readFile: () => Promise.reject(new Error('There is no file.')),
            lookup: memoizedLookup((name) => builtInValue(name, context)),
            send: (operation, body) => {
              sent.push([operation, body]);
              return client.send(operation, body, target, { retry: false });
            },
          });
          if (outcome !== 'passed') throw new Error(`${testCase.name}: ${outcome}, ${findings[0]?.message ?? ''}`);
        }
      };
      const loop = async (): Promise<void> => {
        for (const [operation, body] of sent) await bare(operation, body);
      };
      // This also starts the pattern thread.
      await tests();
      const { ratios, firstUs, secondUs } = await paired(rounds, turns, tests, loop);
      const perSecond = (us: readonly number[]): string => (kinds.length / (median(us) / 1e6)).toFixed(0);
      await patterns.close();
      return {
        value: median(ratios),
        samples: rounds,
        note: `${spread(ratios)}; ${perSecond(firstUs)} cases a second, the loop ${perSecond(secondUs)} (${(1 / median(ratios)).toFixed(2)} of it)`,
      };
    }),
};
