import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { confirmRun } from '../../src/editor/bulk/confirmRun.ts';
import { actionsOf } from '../../src/editor/bulk/planActions.ts';
import { commentsOf } from '../../src/editor/bulk/planTexts.ts';
import { activeText, groupsOf, shownRow, summaryOf } from '../../src/editor/bulk/planView.ts';
import type { BulkPorts } from '../../src/editor/bulk/ports.ts';
import { progressText, shareOf, shortProgress } from '../../src/editor/bulk/progressText.ts';
import { noteRun } from '../../src/editor/bulk/runHistory.ts';
import { toldOf } from '../../src/editor/bulk/told.ts';
import { runItem } from '../../src/editor/history/runItem.ts';
import { runTexts } from '../../src/editor/shared/texts/runTexts.ts';
import { openDraftOf } from '../../src/editor/requests/drafts.ts';
import { formOf } from '../../src/kapture/catalogue/forms.ts';
import type { PlanDatabase } from '../../src/kapture/bulk/plans/planDatabase.ts';
import {
  rowKinds,
  rowStates,
  type PlanRow,
  type RowKind,
  type RowState,
} from '../../src/kapture/bulk/plans/planRow.ts';
import type { PlanCounts } from '../../src/kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../src/kapture/bulk/plans/planHead.ts';
import type { Identifier } from '../../src/kapture/bulk/plans/rowInput.ts';
import type { RunProgress } from '../../src/kapture/bulk/runs/runReport.ts';
import type { RunQuestion } from '../../src/kapture/bulk/runs/runConfirmation.ts';
import { problem } from '../../src/kapture/problem/problem.ts';
import type { HistoryRun, StoredRun } from '../../src/kapture/store/historyRuns.ts';
import { readConnection, type Role } from '../../src/kapture/connection/connection.ts';
import { pinnedConnection } from '../../src/kapture/connection/pinnedConnection.ts';
import { workspaceFolder } from './support/documents.ts';
import { connect, fixture, run, sandboxTenant } from './support/fixture.ts';
import { serveTenant } from './support/serveTenant.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';
import { withPlans } from './support/withPlans.ts';

function questionFor(role: Role): RunQuestion {
  const irreversible = { fields: 0, customers: 0 };
  const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', role });
  assert.ok(connection);
  const numbers = { adds: 3, updates: 40, writes: 43, unknown: 2, blank: 0, omitting: 0 };
  return { connection, host: 'acme.example', ...numbers, irreversible };
}

/** 43 writes, and nine rows that are not written. */
const counts: PlanCounts = {
  otherCustomer: 0,
  updated: 0,
  reverted: 0,
  revertedInPart: 0,
  revertedOther: 0,
  canRevert: false,
  ...{ partlyDone: 0, partlyIgnored: 0, partlyMasked: 0, omitting: 0, excludedOmitting: 0 },
  renames: 0,
  excludedRenames: 0,
  notReverted: { fields: 0, customers: 0, unknown: 0, otherCustomer: 0 },
  kinds: {
    ...(Object.fromEntries(rowKinds.map((kind) => [kind, 0])) as Record<RowKind, number>),
    ...{ add: 4, update: 40, invalid: 7, duplicate: 1 },
  },
  included: { add: 3, update: 40 },
  states: {
    ...(Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>),
    ...{ 'not-sent': 41, unknown: 2 },
  },
};

const head: PlanHead = {
  ...{ id: 1, title: 'a.csv', tenant: 'https://acme.example', connection: 'Acme', identifier: 'id', rows: 52 },
  ...{
    dialect: 'flat',
    binding: '[]',
    createdAt: 0,
    isRead: true,
    isLookedUp: true,
    status: 'stopped',
    isInUse: false,
  },
};

const plan = { isRevert: false, counts };
const situation = { isRevert: false, isRead: true, isRunning: false, isComplete: true };
const leftOut = 'Rows not written: 9 (Excluded: 1, Invalid: 7, Duplicate: 1)';

const noPlans = 'There are no plans yet. Add or update customers from a file to make one.';

const progress: RunProgress = {
  ...{ phase: 'writing', done: 0, upToDate: 0, failed: 0, unknown: 0, conflicts: 0 },
  ...{ total: 2, perSecond: 0, secondsLeft: undefined },
};

/** Stores a plan of the sandbox with two updates that are not sent. */
function storedPlan(store: PlanDatabase): number {
  const token = 'new';
  const id = store.create(
    {
      ...{ title: 'customers.csv', tenant: sandboxTenant(), connection: 'Sandbox', identifier: 'id', dialect: 'flat' },
      binding: '[]',
    },
    { token, pid: process.pid, host: hostname() },
  );
  const changes = [{ field: 'city', from: '"Pune"', to: '"Goa"' }];
  const rows = [1, 2].map((row) => ({
    input: { row, key: String(row), fields: new Map(), repairs: [], problems: [] },
    decision: { kind: 'update' as const, customerId: String(row), changes },
  }));
  store.addRows(id, token, rows);
  store.endRows(id, token);
  store.endLookUp(id, token);
  store.setStatus(id, token, 'ready');
  store.release(id, token);
  return id;
}

/** What a screen reader says about the rows of the History view, without the time and the connection. */
async function historyRows(): Promise<string[]> {
  const { tree } = fixture().history;
  const nodes = (await tree.getChildren()) ?? [];
  const items: vscode.TreeItem[] = [];
  for (const node of nodes) items.push(await tree.getTreeItem(node));
  return items.map(({ accessibilityInformation }) =>
    (accessibilityInformation?.label ?? '').replace(/, [^,]*\d:\d\d[^,]*, Sandbox/, ''),
  );
}

/** Accepts these rows of the mapping, one after the other, while `action` runs. Resolves to what the boxes asked. */
async function acceptingRows(
  labels: readonly string[],
  action: () => Promise<unknown>,
  onShow: (items: readonly vscode.QuickPickItem[]) => void = () => undefined,
): Promise<string[]> {
  const original = Object.getOwnPropertyDescriptor(vscode.window, 'createQuickPick')!;
  const left = [...labels];
  const asked: string[] = [];
  let accept = (): void => undefined;
  let hide = (): void => undefined;
  const pick = {
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    onDidAccept: (listener: () => void) => (accept = listener),
    onDidHide: (listener: () => void) => (hide = listener),
    onDidTriggerButton: () => undefined,
    onDidTriggerItemButton: () => undefined,
    onDidChangeValue: () => undefined,
    value: '',
    placeholder: '',
    show: () => {
      asked.push(pick.placeholder);
      onShow(pick.items);
      const label = left.shift();
      pick.activeItems = pick.items.filter((item) => item.label === label);
      accept();
    },
    hide: () => hide(),
    dispose: () => undefined,
  };
  Object.defineProperty(vscode.window, 'createQuickPick', { configurable: true, value: () => pick });
  try {
    await action();
    return asked;
  } finally {
    Object.defineProperty(vscode.window, 'createQuickPick', original);
  }
}

describe('bulk changes', () => {
  before(async () => {
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'history');
  });
  beforeEach(() => run('kapture.useSandbox'));

  it('a run in production → asks for the number of writes; another number is refused, the right one confirms', async () => {
    user.types('34').types('43');
    assert.equal(await confirmRun(questionFor('production'), plan), true);
    assert.deepEqual(user.validationErrors, ['Enter 43 to write, or press Escape to cancel.']);
    const asked = user.questions.join('\n');
    for (const part of [
      'Acme (production)',
      'acme.example',
      'Adds: 3 · Updates: 40',
      '2 may have been applied',
      leftOut,
    ])
      assert.ok(asked.includes(part), asked);
    // The number as a placeholder would look as if it were entered already.
    assert.match(asked, / · Number of writes$/);
    const first = 'To write to production, enter the number of writes: 43. Host: acme.example. Adds: 3 · Updates: 40. ';
    assert.ok(asked.includes(`${first}Of these, 2 may have been applied already.`), asked);
  });

  it('a run that gives all customers the same value → both questions name the field and the value', async () => {
    const onlyChange = { field: 'city', to: '"New\\nDelhi"' };
    user.types('43');
    for (const role of ['development', 'production'] as const)
      await confirmRun({ ...questionFor(role), onlyChange }, plan);
    const named = 'New value of city: New↵Delhi';
    assert.ok(user.messages[0]!.text.includes(named), user.messages[0]!.text);
    assert.ok(
      user.questions
        .join('\n')
        .includes(`Updates: 40. Of these, 2 may have been applied already. They are read first. ${named}.`),
      user.questions.join('\n'),
    );
  });

  it('values with line breaks and blanks → visible in the row, in one line', () => {
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7\n', fields: new Map(), problems: [], isIncluded: true, state: 'not-sent' },
      changes: [{ field: 'city', from: '"Pune"', to: '"New\\r\\nDelhi"' }],
      repairs: [{ column: 'City', from: ' New\nDelhi', to: 'New\nDelhi', why: problem('Blanks were removed.') }],
    };
    const { key, changes, details } = shownRow(row, false, formOf('update', 'flat'));
    assert.deepEqual([key, changes], ['7↵', 'city: Pune → New↵Delhi']);
    assert.ok(details.join().includes('“ New↵Delhi” is read as “New↵Delhi”'), details.join());
  });

  it('rows that could not be looked up → the summary says how many, and not that there is nothing to write', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0 };
    const kinds = { ...counts.kinds, add: 0, update: 0, 'not-looked-up': 3 };
    const nothing = { ...counts, kinds, included: { add: 0, update: 0 }, states };
    assert.equal(summaryOf(nothing, situation), '3 customers could not be looked up.');
    const some = { ...nothing, included: { add: 0, update: 1 }, states: { ...states, 'not-sent': 1 } };
    assert.equal(
      summaryOf(some, situation),
      'Updates: 1. Nothing has been written. 3 customers could not be looked up.',
    );
  });

  it('a plan whose planning was canceled → its other rows have not been looked up yet', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0 };
    const kinds = { ...counts.kinds, add: 0, update: 0, 'not-looked-up': 990 };
    const nothing = { ...counts, kinds, included: { add: 0, update: 0 }, states };
    const summary = summaryOf(nothing, { ...situation, isComplete: false });
    assert.equal(summary, '990 customers have not been looked up yet.');
  });

  it('a plan whose window ended while the file was read → import it again; no lookup is offered, which would fail', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0 };
    const kinds = { ...counts.kinds, add: 0, update: 0, 'not-looked-up': 990 };
    const cut = { ...counts, kinds, included: { add: 0, update: 0 }, states };
    const summary = summaryOf(cut, { ...situation, isComplete: false, isRead: false });
    assert.equal(summary, 'The plan does not have all rows of the file. Import the file again.');
    const offered = (isRead: boolean): boolean =>
      actionsOf({ ...head, status: 'planning', isRead, isLookedUp: false }, cut, undefined, false).some(
        ({ action }) => action === 'continue',
      );
    assert.deepEqual([offered(true), offered(false)], [true, false]);
  });

  it('a run that could send nothing → the message and the button both say Resume', () => {
    const states = { ...counts.states, 'not-sent': 43, unknown: 0 };
    const left = { ...counts, states };
    const reason = problem('The run stopped because {0} rows could not be sent. Resume the run to try again.', 43);
    const { notice } = toldOf({ end: 'stopped', reason, counts: left });
    assert.equal(notice, 'The run stopped because 43 rows could not be sent. Resume the run to try again.');
    const titles = (status: PlanHead['status']): string | undefined =>
      actionsOf({ ...head, status }, left, undefined, false)[0]?.title;
    assert.deepEqual([titles('stopped'), titles('ready')], ['Resume Run…', 'Write 43 Customers…']);
  });

  it('a run or a lookup of another window or program → the page says so, and offers nothing that would fail', () => {
    const elsewhere = { progress: undefined, isPaused: false, isStopping: false, isElsewhere: true } as const;
    const states = { ...counts.states, 'not-sent': 33, unknown: 0, sending: 1, done: 9 };
    const written = { ...counts, states };
    assert.deepEqual(
      [
        summaryOf(written, { ...situation, isRunning: true }),
        activeText({ ...elsewhere, work: 'write' }),
        actionsOf({ ...head, status: 'applying', isInUse: true }, written, { ...elsewhere, work: 'write' }, false),
      ],
      ['9 of 43 writes are done.', 'Another window or program is writing these customers.', []],
    );
    const kinds = { ...counts.kinds, add: 0, update: 0, 'not-looked-up': 990 };
    const none = { ...counts.states, 'not-sent': 0, unknown: 0 };
    const planned = { ...counts, kinds, included: { add: 0, update: 0 }, states: none };
    const planning: PlanHead = { ...head, status: 'planning', isInUse: true };
    assert.deepEqual(
      [
        summaryOf(planned, { ...situation, isRunning: true, isComplete: false, isRead: false }),
        activeText({ ...elsewhere, work: 'look-up' }),
        actionsOf(planning, planned, { ...elsewhere, work: 'look-up' }, false),
      ],
      ['', 'Another window, program or import is using this plan.', []],
    );
  });

  it('a plan with nothing to write → saving it is not the main action', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0 };
    const nothing = { ...counts, included: { add: 0, update: 0 }, states };
    const [first] = actionsOf({ ...head, status: 'ready' }, nothing, undefined, false);
    assert.deepEqual([first?.action, first?.isSecondary], ['savePlan', true]);
  });

  it('a run that has sent a row → its result and the plan, which has the old and new values, can both be saved', () => {
    const ended = { ...counts, states: { ...counts.states, 'not-sent': 0, unknown: 0, done: 43 } };
    const saves = actionsOf(head, ended, undefined, false).filter(({ action }) => action.startsWith('save'));
    assert.deepEqual(
      saves.map(({ action }) => action),
      ['saveResult', 'savePlan', 'saveFailures'],
    );
  });

  it('a run in production, and Escape or an empty box → not confirmed', async () => {
    user.pressesEscape();
    assert.equal(await confirmRun(questionFor('production'), plan), false);
    user.types('');
    assert.equal(await confirmRun(questionFor('production'), plan), false);
  });

  it('a run elsewhere → a question with host, role and numbers; only its button confirms', async () => {
    user.clicks('Write to Acme');
    assert.equal(await confirmRun(questionFor('development'), plan), true);
    assert.equal(await confirmRun(questionFor('development'), plan), false);
    const [{ text } = { text: '' }] = user.messages;
    for (const part of ['Write 43 customers to Acme?', 'Host: acme.example', 'Role: development', 'Adds: 3', leftOut])
      assert.ok(text.includes(part), text);
  });

  it('a run that sends blank values → the question says how many, and that they may be ignored', async () => {
    const question = { ...questionFor('development'), blank: 12 };
    assert.equal(await confirmRun(question, plan), false);
    const [{ text } = { text: '' }] = user.messages;
    const blanks = /Updates with a blank value: 12\. Kapture's documentation does not say .+ checked afterward\./;
    assert.match(text, blanks);
    assert.equal(await confirmRun(questionFor('development'), plan), false);
    assert.doesNotMatch(user.messages.at(-1)!.text, /blank/);
  });

  for (const [title, active, text] of [
    ['is writing', {}, 'Writing'],
    ['is paused during a row', { isPaused: true }, 'Pausing…'],
    ['is paused', { isPaused: true, progress: { ...progress, phase: 'paused' } }, 'Paused'],
    ['is canceled', { isStopping: true, isPaused: true }, 'Stopping after the request in progress…'],
  ] as const)
    it(`a run that ${title} → the page says so`, () =>
      assert.equal(activeText({ work: 'write', progress, isPaused: false, isStopping: false, ...active }), text));

  it('a plan that changes names → the summary and the question say how many, but not those of a revert', async () => {
    const states = { ...counts.states, 'not-sent': 43, unknown: 0 };
    const found = { ...counts, renames: 39, firstRename: 13, excludedRenames: 2, states };
    const count = "39 updates change the customer's name (the first in row 13).";
    const summary = (foundBy?: Identifier): string =>
      summaryOf(found, { ...situation, foundBy }).replace('Adds: 3 · Updates: 40. Nothing has been written. ', '');
    const because = 'The phone number of a row can belong to another person. Check these rows.';
    const otherTenant = 'An ID of another tenant can belong to another customer here. Check these rows.';
    assert.deepEqual([summary('phone'), summary('id')], [`${count} ${because}`, `${count} ${otherTenant}`]);
    // The user has selected the customers.
    assert.equal(summary(), count);
    const one = summaryOf({ ...found, renames: 1 }, situation);
    assert.ok(one.endsWith("1 update changes the customer's name (row 13)."), one);
    assert.ok(!summaryOf(found, { ...situation, isRevert: true }).includes(count));
    user.types('43');
    const confirmed = { isRevert: false, counts: found, foundBy: 'phone' } as const;
    assert.equal(await confirmRun(questionFor('production'), confirmed), true);
    const asked = user.questions.join('\n');
    assert.ok(asked.includes(`${count} ${because}`), asked);
    const renamed = { id: 'renames', by: 'mark', label: 'New name', count: 41 };
    assert.deepEqual(
      [false, true].map((isRevert) => groupsOf(found, isRevert).filter(({ id }) => id === 'renames')),
      [[renamed], []],
    );
  });

  it('a run that writes over unknown values → the question says how many fields cannot be reverted', async () => {
    const question = { ...questionFor('production'), irreversible: { fields: 3, customers: 2 } };
    user.types('43');
    assert.equal(await confirmRun(question, plan), true);
    const lost = 'Cannot be reverted, because the previous values are unknown: 3 fields of 2 customers.';
    assert.ok(user.questions.join('\n').includes(lost), user.questions.join('\n'));
  });

  for (const [what, found, said] of [
    ['was reverted', { updated: 40, reverted: 40 }, 'Reverted: 40.'],
    [
      'was reverted, but some rows not',
      { updated: 40, reverted: 39, revertedInPart: 1 },
      'Reverted: 39. Reverted in part: 1.',
    ],
    ['was reverted, apart from unknown values', { updated: 40, revertedInPart: 40 }, 'Reverted in part: 40.'],
    [
      'cannot be, because values are unknown',
      { updated: 40 },
      'There is nothing to revert: the previous values are unknown.',
    ],
    ['can be', { updated: 40, canRevert: true }, ''],
    [
      'cannot be again, because responses name other customers',
      { updated: 40, revertedOther: 40 },
      'Updates whose revert has a response that names another customer: 40. No plan reverts them again. Check both customers.',
    ],
  ] as const)
    it(`a run that ${what} → ${said || 'offers it'}`, () => {
      const states = { ...counts.states, 'not-sent': 0, unknown: 0, done: 43 };
      const ended = { ...counts, ...found, states };
      const offersRevert = actionsOf(head, ended, undefined, false).some(({ action }) => action === 'revert');
      const parts = ['43 of 43 writes are done.', said, `${leftOut}.`].filter(Boolean);
      assert.deepEqual([summaryOf(ended, situation), offersRevert], [parts.join(' '), said === '']);
    });

  it('a run in which Kapture ignored blank values → the summary and the message count the rows', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0, done: 43 };
    const ended = { ...counts, partlyDone: 2, partlyIgnored: 2, states };
    const counted = 'Done in part, because Kapture ignored blank values, or records do not show them: 2.';
    assert.equal(
      summaryOf({ ...ended, updated: 40, canRevert: true }, situation),
      `43 of 43 writes are done. ${counted} ${leftOut}.`,
    );
    assert.deepEqual(toldOf({ end: 'finished', counts: ended }), {
      notice: '',
      sentence: `The run finished. Done: 43. ${counted} ${leftOut}.`,
      isFailure: true,
    });
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'done' },
    };
    const ignored = { ...row, ignored: ['city'], reason: problem('Kapture ignored it.') };
    const form = formOf('update', 'flat');
    assert.deepEqual(
      [row, ignored].map((one) => shownRow(one, false, form).stateText),
      ['Done', 'Done in part'],
    );
    assert.equal(commentsOf(ignored, 'a.csv')[0], 'Row 2 of a.csv: Done in part');
    const partly = groupsOf(ended).filter(({ id }) => id === 'partly-done');
    assert.deepEqual(partly, [{ id: 'partly-done', by: 'mark', label: 'Done in part', count: 2 }]);
  });

  it('rows with fields that Kapture masks → counted before the run, in its question and after it, with a group', async () => {
    const before = {
      ...counts,
      omitting: 2,
      excludedOmitting: 1,
      states: { ...counts.states, 'not-sent': 43, unknown: 0 },
    };
    const said = '2 updates omit masked or redacted values.';
    assert.equal(summaryOf(before, situation), `Adds: 3 · Updates: 40. Nothing has been written. ${said}`);
    const group = { id: 'partly-masked', by: 'mark', label: 'Masked in part', count: 3 };
    assert.deepEqual(
      groupsOf(before).filter(({ id }) => id === 'partly-masked'),
      [group],
    );
    assert.equal(await confirmRun({ ...questionFor('development'), omitting: 2 }, plan), false);
    assert.ok(user.messages[0]!.text.includes(`\n${said}\n`), user.messages[0]!.text);
    const states = { ...counts.states, 'not-sent': 0, unknown: 0, done: 43 };
    const ended = { ...counts, partlyDone: 2, partlyMasked: 2, updated: 40, canRevert: true, states };
    const counted = 'Done in part, because values are masked or redacted: 2.';
    assert.equal(summaryOf(ended, situation), `43 of 43 writes are done. ${counted} ${leftOut}.`);
    const told = { notice: '', sentence: `The run finished. Done: 43. ${counted} ${leftOut}.`, isFailure: true };
    assert.deepEqual(toldOf({ end: 'finished', counts: ended }), told);
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'not-sent', omitted: ['phone', 'email_id'] },
    };
    const form = formOf('update', 'flat');
    assert.deepEqual(
      [row, { ...row, state: 'done' as const }].map((one) => {
        const { stateText, details } = shownRow(one, false, form);
        return [stateText, ...details];
      }),
      [
        ['', 'Kapture masks these fields, so they are not sent: phone, email_id.'],
        ['Done in part', 'Kapture masks these fields, so they were not sent: phone, email_id.'],
      ],
    );
  });

  it('a run of a plan that reverts another one → the question says Revert, and what stays', async () => {
    const notReverted = { fields: 1, customers: 1, unknown: 0, otherCustomer: 2 };
    const revert = { isRevert: true, counts: { ...counts, notReverted } };
    user.clicks('Revert on Acme');
    assert.equal(await confirmRun(questionFor('development'), revert), true);
    const [{ text } = { text: '' }] = user.messages;
    const lost = 'Cannot be reverted, because the previous values are unknown: 1 field of 1 customer.';
    const others =
      'Updates of the run whose response names another customer, which this plan does not revert: 2. Check both customers.';
    for (const part of ['Revert 43 customers on Acme?', lost, others]) assert.ok(text.includes(part), text);
    assert.ok(!text.includes('Resume the run'), text);
  });

  it('a run that ended → the summary counts what was not done, and the rows that are never written', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 1, done: 40, conflict: 2 };
    const done = '40 of 43 writes are done.';
    // Of 52 rows, 40 are done, 1 is unknown and 11 were not written.
    const left = 'Rows not written: 11 (Conflict: 2, Excluded: 1, Invalid: 7, Duplicate: 1)';
    assert.equal(summaryOf({ ...counts, states }, situation), `${done} Unknown: 1. ${left}.`);
    assert.equal(summaryOf({ ...counts, states }, { ...situation, isRunning: true }), done);
  });

  it('a response that names another customer → the summary counts it, and says what to do', () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 2, done: 41 };
    const unknown = 'Unknown: 2. Responses that name another customer: 1. Check both customers.';
    const ended = { ...counts, states, otherCustomer: 1, updated: 40, canRevert: true };
    assert.equal(summaryOf(ended, situation), `41 of 43 writes are done. ${unknown} ${leftOut}.`);
  });

  it('a run of one write that failed → says so in words', () => {
    const kinds = { ...counts.kinds, add: 0, update: 1, invalid: 0, duplicate: 0 };
    const states = { ...counts.states, 'not-sent': 0, unknown: 0, failed: 1 };
    const failed = { ...counts, kinds, states, included: { add: 0, update: 1 } };
    assert.equal(summaryOf(failed, situation), 'The write is not done. Rows not written: 1 (Failed: 1).');
  });

  it('a run that was stopped → the rows that it did not reach are counted, too', () => {
    const states = { ...counts.states, 'not-sent': 40, unknown: 0, done: 1, failed: 2 };
    const left = 'Rows not written: 51 (Failed: 2, Not sent: 40, Excluded: 1, Invalid: 7, Duplicate: 1)';
    assert.equal(summaryOf({ ...counts, states }, situation), `1 of 43 writes are done. ${left}.`);
  });

  it('a run that reverted another one → says once how many customers stay', async () => {
    const kinds = { ...counts.kinds, add: 0, update: 1, invalid: 0, duplicate: 0, kept: 2 };
    const states = { ...counts.states, 'not-sent': 0, unknown: 0, done: 1 };
    const reverted = { ...counts, kinds, states, included: { add: 0, update: 1 }, updated: 1, canRevert: true };
    const kept = 'Added customers cannot be deleted: 2.';
    assert.equal(summaryOf(reverted, { ...situation, isRevert: true }), `1 of 1 write is done. ${kept}`);
    assert.equal(toldOf({ end: 'finished', counts: reverted }).sentence, `The run finished. Done: 1. ${kept}`);
    assert.equal(await confirmRun(questionFor('development'), { isRevert: true, counts: reverted }), false);
    const [{ text } = { text: '' }] = user.messages;
    assert.ok(text.includes(kept) && !text.includes('Rows not written'), text);
  });

  for (const [when, states] of [
    ['nothing was sent', { 'not-sent': 43, unknown: 0 }],
    ['a run was stopped', { 'not-sent': 42, unknown: 0, done: 1 }],
  ] as const)
    it(`a read-only connection, and ${when} → no action that writes, and the summary says why`, () => {
      const found = { ...counts, states: { ...counts.states, ...states } };
      const actions = (isReadOnly: boolean): string[] =>
        actionsOf(head, found, undefined, isReadOnly).map(({ action }) => action);
      assert.deepEqual([actions(false).includes('apply'), actions(true).includes('apply')], [true, false]);
      const why = 'The connection Acme is read-only, so nothing can be written.';
      assert.ok(summaryOf(found, { ...situation, readOnly: 'Acme' }).endsWith(why));
    });

  it('a plan that reverts another one → no rows to correct, because they come from no table', () => {
    const offered = (of: PlanHead): boolean =>
      actionsOf(of, counts, undefined, false).some(({ action }) => action === 'saveFailures');
    assert.deepEqual([offered(head), offered({ ...head, revertOf: 2 })], [true, false]);
  });

  it('only rows whose lookup failed → rows to correct, once all were looked up', () => {
    const kinds = { ...counts.kinds, invalid: 0, duplicate: 0, 'not-looked-up': 1 };
    const offered = (status: PlanHead['status']): boolean =>
      actionsOf({ ...head, status }, { ...counts, kinds }, undefined, false).some(
        ({ action }) => action === 'saveFailures',
      );
    assert.deepEqual([offered('ready'), offered('planning')], [true, false]);
  });

  for (const [what, states, sentence, isFailure, otherCustomer = 0] of [
    ['every row is done', { done: 2 }, 'The run finished. Done: 2.', false],
    [
      'some are not',
      { done: 300, failed: 198, unknown: 2 },
      'The run ended with unknown results. Resume it to read these customers again. Done: 300. Unknown: 2. Rows not written: 198 (Failed: 198).',
      true,
    ],
    ['none is', { conflict: 1 }, 'The run finished. Done: 0. Rows not written: 1 (Conflict: 1).', true],
    [
      'a response names another customer',
      { done: 1, unknown: 1 },
      'The run finished. Done: 1. Unknown: 1. Responses that name another customer: 1. Check both customers.',
      true,
      1,
    ],
    [
      'some customers already had the values',
      { done: 1, unchanged: 2 },
      'The run finished. Done: 1. Already up to date: 2.',
      false,
    ],
  ] as const)
    it(`a run that finished, and ${what} → the numbers${isFailure ? ' as a warning' : ''}`, () => {
      const all = { ...counts.states, 'not-sent': 0, unknown: 0, ...states };
      const kinds = { ...counts.kinds, add: 3, invalid: 0, duplicate: 0 };
      assert.deepEqual(toldOf({ end: 'finished', counts: { ...counts, kinds, states: all, otherCustomer } }), {
        notice: '',
        sentence,
        isFailure,
      });
    });

  for (const [phase, text] of [
    ['writing', 'Writing · 2 failed · 7.8 per second · 47 seconds left'],
    ['resolving', 'Checking earlier writes · 2 failed'],
    ['responding', 'Waiting for a response · 2 failed'],
    ['paused', 'Paused · 2 failed'],
  ] as const)
    it(`a run in the phase ${phase} → ${text}`, () => {
      const found = { done: 31, upToDate: 0, failed: 2, unknown: 0, conflicts: 0, total: 400 };
      assert.equal(progressText({ phase, ...found, perSecond: 7.8, secondsLeft: 47 }), text);
    });

  it('rows of a run that have ended in every way → done are those that were written; the bar follows all of them', () => {
    const found = { ...progress, done: 3, upToDate: 4, failed: 2, conflicts: 1, unknown: 2, total: 24 };
    const others = '4 already up to date · 2 failed · 1 in conflict · 2 unknown';
    assert.deepEqual(
      [shortProgress(found), progressText({ ...found, perSecond: 0 }), shareOf(found)],
      [`3 of 24 · ${others}`, `Writing · ${others}`, 0.5],
    );
  });

  it('a run → the status bar has the number of done writes, as the page, and says when it is paused', () => {
    const found = { ...progress, done: 13, failed: 2, total: 60 };
    assert.deepEqual(
      (['writing', 'paused'] as const).map((phase) => shortProgress({ ...found, phase })),
      ['13 of 60 · 2 failed', 'Paused · 13 of 60 · 2 failed'],
    );
  });

  it('a row whose customer already has these values → said in its row, in the summary and in the history', async () => {
    const states = { ...counts.states, 'not-sent': 0, unknown: 0, done: 41, unchanged: 2 };
    const ended = { ...counts, updated: 40, canRevert: true, states };
    assert.equal(summaryOf(ended, situation), `41 of 43 writes are done. Already up to date: 2. ${leftOut}.`);
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'unchanged', reason: problem('The customer already has these values.') },
    };
    const { stateText, details } = shownRow(row, false, formOf('update', 'flat'));
    assert.deepEqual([stateText, details], ['Already up to date', ['The customer already has these values.']]);
    const noted: HistoryRun[] = [];
    const storage = { addRun: (one: HistoryRun) => Promise.resolve(void noted.push(one)) };
    const ports = { history: { open: () => Promise.resolve({ storage }) }, log: fixture().log };
    const head = { id: 1, tenant: 't', connection: 'Acme', title: 'a.csv' } as PlanHead;
    await noteRun(head, 0, { counts: () => Promise.resolve(ended) }, ports as unknown as BulkPorts);
    assert.deepEqual(
      noted.map(({ writes, done, upToDate, isFinished }) => [writes, done, upToDate, isFinished]),
      [[43, 41, 2, true]],
    );
  });

  it('an excluded row → says so in its result, and is counted among the groups', () => {
    const row: PlanRow = {
      ...{ row: 2, kind: 'add', key: '7', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: false, state: 'not-sent' },
    };
    const form = formOf('update', 'flat');
    const shown = [row, { ...row, isIncluded: true }, { ...row, kind: 'invalid' as const }];
    assert.deepEqual(
      shown.map((one) => shownRow(one, true, form).stateText),
      ['Excluded', '', ''],
    );
    const excluded = groupsOf(counts).filter(({ by }) => by === 'mark');
    assert.deepEqual(excluded, [{ id: 'excluded', by: 'mark', label: 'Excluded', count: 1 }]);
  });

  it('a refused row that is opened as a request → its comments say the reason once, and name no connection', async () => {
    const refused = { column: '@connection Acme', field: 'phone', text: '12345', problem: problem('Wrong.') };
    const repairs = [
      { column: '@connection Acme', field: 'phone', from: "'12345", to: '12345', why: problem('A mark.') },
      { column: 'City', field: 'city', from: "'Pune", to: 'Pune', why: problem('A mark.') },
    ];
    const row: PlanRow = {
      ...{ row: 12, kind: 'invalid', key: '', changes: [], repairs, problems: [refused] },
      ...{ fields: new Map([['city', '"Pune"']]), isIncluded: true, state: 'not-sent' },
    };
    // The refused cell is first, and nothing says that it would be sent.
    const shown = shownRow(row, false, formOf('update', 'flat'));
    assert.equal(shown.changes, 'phone: 12345, city: Pune');
    assert.deepEqual(shown.details, ['@connection Acme: Wrong.', `City: “'Pune” is read as “Pune”. A mark.`]);
    const notes = commentsOf(row, 'leads.csv');
    assert.deepEqual(notes, ['Row 12 of leads.csv: Invalid', '@connection Acme: Wrong.']);
    const { document } = await openDraftOf('add', '{"city": "Pune"}', { pin: undefined, connection: undefined, notes });
    assert.equal(pinnedConnection(document.getText()), undefined);
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('a message of Kapture in the details of a row → without a period or its first comma', () => {
    const row: PlanRow = {
      ...{ row: 2, kind: 'add', key: '', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'failed', serverMessage: ' , Missing fields' },
    };
    assert.deepEqual(shownRow(row, false, formOf('update', 'flat')).details, ['Kapture: Missing fields']);
  });

  it('a row that was refused as a whole → Values has its cells in the order of the file', () => {
    const refused = { text: "'=Paid 5\n later\n\n61371820", problem: problem('Too many cells.') };
    const row: PlanRow = {
      ...{ row: 2, kind: 'invalid', key: '', fields: new Map(), changes: [], repairs: [], problems: [refused] },
      ...{ isIncluded: true, state: 'not-sent' },
    };
    const { changes, name, details } = shownRow(row, false, formOf('update', 'flat'));
    assert.deepEqual([changes, name, details], ["“'=Paid 5”, “ later”, “”, “61371820”", '', ['Too many cells.']]);
  });

  it('an update of a value that only the contact has → Values says so', () => {
    const changes = [{ field: 'email_id', from: undefined, to: '"b@x.example"', contact: '"a@x.example"' }];
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7', fields: new Map(), changes, repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'not-sent' },
    };
    const values = 'email_id: (only in the contact: a@x.example) → b@x.example';
    assert.equal(shownRow(row, false, formOf('update', 'flat')).changes, values);
  });

  it('a row of a file → its line, if that is another number', () => {
    const row: PlanRow = {
      ...{ row: 2, kind: 'update', key: '7', fields: new Map(), changes: [], repairs: [], problems: [] },
      ...{ isIncluded: true, state: 'not-sent' },
    };
    const form = formOf('update', 'flat');
    const lines = [3, 2, undefined].map((line) => shownRow({ ...row, ...(line && { line }) }, false, form).line);
    assert.deepEqual(lines, [3, undefined, undefined]);
  });

  it('a value with an unknown or unclosed variable or a question, or a masked one → refused in the box, which keeps it', async () => {
    const customer = { tenant: sandboxTenant(), id: '61371820', connection: 'Sandbox' };
    for (const [value, reason] of [
      ['{{nobody}}', 'The variable {{nobody}} has no value.'],
      ['{{$guid', 'The variable {{$guid is not closed with }}.'],
      ['{{?Which}}', 'Questions such as {{?Which}} can only be asked for requests. Enter the value itself.'],
      ['98******26', 'The value is masked.'],
    ] as const) {
      user.picks('city').types(value).pressesEscape();
      await run('kapture.changeField', customer, [customer]);
      assert.ok(user.validationErrors.at(-1)?.includes(reason), JSON.stringify(user.validationErrors));
    }
  });

  it('a variable that differs between requests → another value for each customer', async () => {
    const customers = ['61371820', '65245'].map((id) => ({ tenant: sandboxTenant(), id, connection: 'Sandbox' }));
    user.picks('city').types('Goa {{$guid}}');
    await run('kapture.changeField', customers[0], customers);
    const values = withPlans((store) => {
      const [plan] = store.plans();
      const rows = store.rows({ plan: plan!.id, limit: 10 });
      store.remove(plan!.id);
      return rows.map(({ fields }) => fields.get('city'));
    });
    assert.equal(new Set(values).size, 2, String(values));
    for (const value of values) assert.match(value ?? '', /^"Goa [0-9a-f-]{36}"$/);
  });

  it('a quote that is never closed → the message names the file, and opens it at the line of its row', async () => {
    const file = vscode.Uri.file(path.join(workspaceFolder().fsPath, 'open.csv'));
    await writeFile(file.fsPath, 'Name,Phone\nAsha,9845011111\n"Ravi,9845022222\nMeera,9845033333\n');
    try {
      user.clicks('Open at Line 3');
      await run('kapture.importFile', file);
      const selected = vscode.window.onDidChangeTextEditorSelection as vscode.Event<never>;
      const editor = await until('the line', selected, () => {
        const { activeTextEditor } = vscode.window;
        return activeTextEditor?.selection.active.line ? activeTextEditor : undefined;
      });
      assert.equal(user.messageTexts.at(-1), 'open.csv: A quote is never closed in the row that starts on line 3.');
      assert.deepEqual([editor.document.uri.path, editor.selection.active.line], [file.path, 2]);
    } finally {
      await run('workbench.action.closeAllEditors');
      await rm(file.fsPath);
    }
  });

  describe('a mapping file of the workspace', () => {
    const inFolder = (name: string): string => path.join(workspaceFolder().fsPath, name);
    let outside: string;
    beforeEach(async () => {
      outside = await mkdtemp(path.join(tmpdir(), 'kapture-outside-'));
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,Goa\n');
    });
    afterEach(async () => {
      for (const name of ['linked.csv', 'linked.kapture-import.json']) await rm(inFolder(name), { force: true });
      await rm(outside, { recursive: true });
      withPlans((store) => store.removeTenant());
    });

    it('a link to a file outside → what the user changes is not written through it', async () => {
      const target = path.join(outside, 'theirs.json');
      const theirs = '{"identifyBy": "id", "columns": {"Reference": null, "Town": "city"}}';
      await writeFile(target, theirs);
      await symlink(target, inFolder('linked.kapture-import.json'));
      await acceptingRows(['Reference', 'kapture_customer_id', 'Make Plan'], () =>
        run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.match(user.messageTexts.join(), /The mapping could not be saved as linked\.kapture-import\.json\./);
      assert.equal(await readFile(target, 'utf8'), theirs);
    });

    it('with a column that is not imported → the others are before it', async () => {
      const mapping = { identifyBy: 'id', columns: { Reference: null, Town: 'city' } };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify(mapping));
      const shown: string[] = [];
      await acceptingRows(
        ['Reference', 'kapture_customer_id', 'Make Plan'],
        () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
        (items) => shown.push(items.map(({ label }) => label).join()),
      );
      const [before, , after] = shown.map((labels) => /,Columns,(.+),The same value/.exec(labels)?.[1]);
      assert.deepEqual([before, after], ['Town,Not imported,Reference', 'Reference,Town']);
    });

    it('with comments, and the user changes a column → only that is written', async () => {
      const theirs = '// ours\n{"identifyBy": "id", "columns": {"Reference": null, "Town": "city"}}\n';
      await writeFile(inFolder('linked.kapture-import.json'), theirs);
      await acceptingRows(['Reference', 'kapture_customer_id', 'Make Plan'], () =>
        run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.equal(
        await readFile(inFolder('linked.kapture-import.json'), 'utf8'),
        theirs.replace('null', '"kapture_customer_id"'),
      );
    });

    it('a column whose blank cells clear, and a value for every row → saved, and in the rows of the plan', async () => {
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,\n');
      const earlier = { identifyBy: 'id', columns: { Reference: null, Town: 'city' } };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify(earlier));
      const reference = ['Reference', 'kapture_customer_id'];
      user.types('Expo 2026');
      await acceptingRows(
        ['Town', 'Let Blank Cells Clear the Field', ...reference, 'Add Value…', 'campaign_name', 'Make Plan'],
        () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.deepEqual(JSON.parse(await readFile(inFolder('linked.kapture-import.json'), 'utf8')), {
        identifyBy: 'id',
        columns: { Reference: 'kapture_customer_id', Town: { field: 'city', blank: 'clear' } },
        constants: { campaign_name: 'Expo 2026' },
      });
      const fields = withPlans((store) => store.rows({ plan: store.plans()[0]!.id, limit: 1 })[0]!.fields);
      assert.deepEqual(Object.fromEntries(fields), { city: '""', campaign_name: '"Expo 2026"' });
    });

    it('of another tenant, or with a field that is not documented → asked about once, with what it is', async () => {
      const columns = { Reference: 'kapture_customer_id', Town: 'loyalty_level' };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify({ identifyBy: 'id', columns }));
      const asked = (): Promise<string[]> =>
        acceptingRows(['Make Plan'], () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))));
      const hint = (name: string): string =>
        `This mapping has not been used with the tenant of ${name}. Check it first`;
      assert.deepEqual([await asked(), await asked()], [[hint('Sandbox')], []]);
      const tenant = await serveTenant('Asha of A');
      await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
      try {
        assert.deepEqual([await asked(), await asked()], [[hint('Acme')], []]);
      } finally {
        withPlans((store) => store.removeTenant(tenant.origin));
      }
    });

    it('of a table with other columns → asked about once, and the plan says how many are not imported', async () => {
      const columns = { Reference: 'kapture_customer_id', Town: 'city' };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify({ identifyBy: 'id', columns }));
      await writeFile(inFolder('linked.csv'), 'Reference,Town,Mobile,Level\n61371820,Goa,9876543210,2\n');
      const asked = (): Promise<string[]> =>
        acceptingRows(['Make Plan'], () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))));
      assert.deepEqual(
        [await asked(), await asked()],
        [['This mapping was saved for a table with other columns. Check it first'], []],
      );
      assert.equal(
        withPlans((store) => store.plans()[0]!.ignoredColumns),
        2,
      );
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,Goa\n');
      assert.equal((await asked()).length, 1);
      assert.equal(
        withPlans((store) => store.plans()[0]!.ignoredColumns),
        undefined,
      );
    });

    it('of a table with other columns and of another tenant → the question says both', async () => {
      const columns = { Reference: 'kapture_customer_id', Town: 'city' };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify({ identifyBy: 'id', columns }));
      await writeFile(inFolder('linked.csv'), 'Reference,Town,Level\n61371820,Goa,2\n');
      const tenant = await serveTenant('Asha of A');
      await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
      try {
        assert.deepEqual(
          await acceptingRows(['Make Plan'], () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv')))),
          [
            'This mapping was saved for a table with other columns, and has not been used with the tenant of Acme. Check it first',
          ],
        );
      } finally {
        withPlans((store) => store.removeTenant(tenant.origin));
      }
    });

    it('larger than 0.5 MB → refused without reading it', async () => {
      await writeFile(inFolder('linked.kapture-import.json'), `{"identifyBy": "id"}${' '.repeat(500_001)}`);
      await run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv')));
      assert.match(user.messageTexts.join(), /linked\.kapture-import\.json has a problem: This mapping is too large\./);
    });
  });

  it('a field of selected customers → a plan for these, in a tab', async () => {
    const customers = ['61371820', '65245'].map((id) => ({ tenant: sandboxTenant(), id, connection: 'Sandbox' }));
    user.picks('city').types('Goa');
    await run('kapture.changeField', customers[0], [...customers, { kind: 'contact' }]);
    assert.match(user.questions.join('\n'), /Change a Field of 2 Customers/);
    const { tabGroups } = vscode.window;
    await until(
      'the tab of the plan',
      tabGroups.onDidChangeTabs as vscode.Event<never>,
      () => tabGroups.activeTabGroup.activeTab?.label === 'Plan: city of 2 customers',
    );
    withPlans((store) => store.removeTenant());
  });

  it('a run that ended with rows that failed → its row in the history counts them', () => {
    const run = { plan: 1, tenant: 'any', connection: 'Sandbox', title: 'customers.csv', startedAt: 0 };
    const numbers = { writes: 3, done: 1, upToDate: 0, unknown: 0, partly: 0, isFinished: true };
    const entry = { ...run, ...numbers, id: 1, isPlanDeleted: false };
    assert.deepEqual(runTexts(entry), ['1 of 3 done', '2 not written']);
    assert.deepEqual(runTexts({ ...entry, done: 3 }), ['3 of 3 done']);
    const upToDate = { ...entry, upToDate: 2 };
    assert.deepEqual(runTexts(upToDate), ['1 of 3 done', '2 already up to date']);
    // Kapture ignored a blank value, so not everything is done.
    const partly = { ...entry, done: 3, partly: 1 };
    assert.deepEqual(runTexts(partly), ['3 of 3 done', '1 only in part']);
    const partlyUpToDate = { ...upToDate, partly: 1 };
    assert.deepEqual(runTexts(partlyUpToDate), ['1 of 3 done', '2 already up to date', '1 only in part']);
    const colorOf = (shown: StoredRun): string | undefined => {
      const { iconPath } = runItem({ kind: 'run', entry: shown, connection: 'Sandbox' });
      return (iconPath as vscode.ThemeIcon).color?.id;
    };
    assert.deepEqual([{ ...entry, done: 3 }, upToDate, partly, partlyUpToDate].map(colorOf), [
      'testing.iconPassed',
      'testing.iconPassed',
      'list.warningForeground',
      'list.warningForeground',
    ]);
  });

  describe('deleting plans and runs', () => {
    const runOf = (plan: number): HistoryRun => ({
      ...{ plan, tenant: sandboxTenant(), connection: 'Sandbox', title: 'customers.csv', startedAt: Date.now() },
      ...{ writes: 3, done: 2, upToDate: 0, unknown: 1, partly: 0, isFinished: false },
    });
    const otherCustomers = 'Responses that name another customer: 1. Check both customers.';
    const runText = 'Plan: customers.csv, 2 of 3 done, 1 unknown, not finished';
    let plan: number;

    beforeEach(async () => {
      plan = withPlans((store) => {
        store.removeTenant();
        return storedPlan(store);
      });
      const { storage } = (await fixture().history.open())!;
      await storage.clear(undefined);
      await storage.addRun(runOf(plan));
    });
    afterEach(async () => {
      withPlans((store) => store.removeTenant());
      const { storage } = (await fixture().history.open())!;
      await storage.clear(undefined);
    });

    for (const [what, outcome, said, unsaid] of [
      ['an unknown result', 'unknown', 'Writes with an unknown result: 1.', 'another customer'],
      ['a response that names another customer', 'other-customer', otherCustomers, 'resume their runs first'],
    ] as const)
      it(`Delete Stored Data, and a write has ${what} → the question says what to do about it`, async () => {
        withPlans((store) => {
          const token = 'ended';
          store.acquire(plan, { token, pid: process.pid, host: hostname() });
          store.beginWrite({ plan, row: 1, before: new Map(), after: new Map() }, token);
          store.endWrite({ plan, row: 1, outcome, state: 'unknown' }, token);
          store.release(plan, token);
        });
        await run('kapture.deleteStoredData', 'plans');
        const asked = user.messageTexts.join('\n');
        assert.deepEqual([asked.includes(said), asked.includes(unsaid)], [true, false], asked);
      });

    it('plans are deleted → there are none, and their runs say so', async () => {
      user.clicks('Delete Sandbox Only');
      await run('kapture.deleteStoredData', 'plans');
      await run('kapture.openPlan');
      assert.equal(user.messageTexts.at(-1), noPlans);
      const { storage } = (await fixture().history.open())!;
      await storage.addRun(runOf(plan));
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.equal(user.messageTexts.at(-1), 'This plan was deleted.');
      assert.deepEqual(await historyRows(), [`${runText}, plan deleted`]);
    });

    it('a run deleted from the history → gone; Undo → back; the history deleted → gone', async () => {
      const [node] = (await fixture().history.tree.getChildren()) ?? [];
      assert.equal(node?.kind, 'run');
      user.clicks('Undo');
      await run('kapture.deleteHistoryEntry', node, [node]);
      assert.equal(user.messageTexts.at(-1), '1 entry was deleted from the history.');
      assert.deepEqual(await historyRows(), [runText]);
      user.clicks('Delete Sandbox Only');
      await run('kapture.deleteStoredData', 'history');
      assert.ok(
        user.messageTexts.some((text) => text.startsWith('Delete stored data? History and baselines Sandbox: 1 entry')),
      );
      assert.deepEqual(await historyRows(), []);
    });

    it('a run whose window ended → the history learns what became of it when its plan is opened', async () => {
      withPlans((store) => {
        const token = 'ended';
        store.acquire(plan, { token, pid: process.pid, host: hostname() });
        store.setStatus(plan, token, 'applying');
        store.beginWrite({ plan, row: 1, before: new Map(), after: new Map() }, token);
        store.endWrite({ plan, row: 1, outcome: 'done', state: 'done' }, token);
        store.release(plan, token);
      });
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.deepEqual(await historyRows(), ['Plan: customers.csv, 1 of 2 done, not finished']);
      let listed: (string | undefined)[] = [];
      await acceptingRows(
        ['Plan: customers.csv'],
        () => run('kapture.openPlan'),
        (items) => (listed = items.map(({ detail }) => detail)),
      );
      assert.deepEqual(listed, ['2 rows · stopped · 1 of 2 done · 1 not written']);
      withPlans((store) => {
        store.acquire(plan, { token: 'again', pid: process.pid, host: hostname() });
        store.beginWrite({ plan, row: 2, before: new Map(), after: new Map() }, 'again');
        store.endWrite({ plan, row: 2, outcome: 'unknown', state: 'unknown' }, 'again');
        store.setStatus(plan, 'again', 'stopped');
        store.release(plan, 'again');
      });
      await acceptingRows(
        ['Plan: customers.csv'],
        () => run('kapture.openPlan'),
        (items) => (listed = items.map(({ detail }) => detail)),
      );
      assert.deepEqual(listed, ['2 rows · stopped · 1 of 2 done · 1 unknown']);
    });

    it('a run whose window ended at the end of the run → the history learns that it finished', async () => {
      withPlans((store) => {
        const token = 'ended';
        store.acquire(plan, { token, pid: process.pid, host: hostname() });
        for (const row of [1, 2]) {
          store.beginWrite({ plan, row, before: new Map(), after: new Map() }, token);
          store.endWrite({ plan, row, outcome: 'done', state: 'done' }, token);
        }
        store.setStatus(plan, token, 'finished');
        store.release(plan, token);
      });
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.deepEqual(await historyRows(), ['Plan: customers.csv, 2 of 2 done']);
    });
  });
});
