import assert from 'node:assert/strict';
import { exitCodes } from '../../../../src/cli/import/exitCodes.ts';
import type { ImportOptions } from '../../../../src/cli/import/importCommand.ts';
import { nextSteps, type RunState } from '../../../../src/cli/import/nextSteps.ts';

const development = { role: 'development', baseUrl: 'https://acme.example' } as const;
const planned: RunState = {
  ...{ begun: undefined, hasFinished: false, canApply: true, wasApplied: false, canContinue: false },
  notLookedUp: 0,
  unknown: 0,
};

describe('nextSteps', () => {
  const cases: readonly (readonly [
    title: string,
    code: number,
    state: Partial<RunState>,
    options: Partial<ImportOptions>,
    text: string,
  ])[] = [
    [
      'a stopped run of a plan in another database',
      exitCodes.stopped,
      { begun: 5 },
      { apply: true, resume: true, plan: '5', database: 'own.sqlite' },
      'The run stopped. To continue it, use --resume --plan 5 --database own.sqlite --apply.',
    ],
    [
      'a stopped run of the latest plan',
      exitCodes.stopped,
      { begun: 5 },
      { apply: true },
      'The run stopped. To continue it, use --resume --apply.',
    ],
    [
      'planning that stopped',
      exitCodes.stopped,
      { begun: undefined },
      { apply: true },
      'To continue the plan, use --resume --apply.',
    ],
    [
      'a stopped revert of a plan',
      exitCodes.stopped,
      { begun: 7 },
      { apply: true, revert: true, plan: '5' },
      'The run stopped. To continue it, use --revert --plan 5 --apply.',
    ],
    [
      'a finished run without its file',
      exitCodes.stopped,
      { begun: 5, hasFinished: true },
      { apply: true, database: 'own.sqlite' },
      'The run finished, but a file could not be written. To write it, use --resume --plan 5 --database own.sqlite --apply.',
    ],
    [
      'a dry run of a plan after a run that was interrupted',
      exitCodes.done,
      { canContinue: true },
      { resume: true, plan: '5' },
      'Nothing more was written. To continue the run, add --resume --plan 5 --apply.',
    ],
    [
      'a dry run of a plan',
      exitCodes.done,
      { notLookedUp: 2 },
      { resume: true, plan: '5', database: 'own.sqlite' },
      'Nothing was written. To apply this plan, add --resume --plan 5 --database own.sqlite --apply.\n' +
        '2 rows could not be looked up. To try again, use --resume --plan 5 --database own.sqlite.',
    ],
    [
      'a stopped run with options of the mapping',
      exitCodes.stopped,
      { begun: 5 },
      { apply: true, identifyBy: 'id', map: ['A=city'], set: ['state=GA', 'city=Goa'] },
      'The run stopped. To continue it, use --resume --apply. Repeat --identify-by, --map, and --set.',
    ],
    [
      'a revert without its file, with a mapping that it does not need',
      exitCodes.stopped,
      { begun: 7, hasFinished: true },
      { apply: true, revert: true, mapping: 'm.json' },
      'The run finished, but a file could not be written. To write it, use --resume --plan 7 --apply.',
    ],
    [
      'a finished run with unknown results',
      exitCodes.someFailed,
      { begun: 5, unknown: 2 },
      { apply: true, mapping: 'm.json' },
      'The results of 2 rows are unknown. To read the customers again, use --resume --apply. Repeat --mapping.',
    ],
  ];
  for (const [title, code, state, options, text] of cases)
    it(`${title} → options that lead to the same plan`, () =>
      assert.equal(
        nextSteps(code, { ...planned, ...state }, { map: [], set: [], ...options } as ImportOptions, development)
          .join('\n')
          .trim(),
        text,
      ));
});
