import assert from 'node:assert/strict';
import { ConnectionList } from '../../src/editor/connections/connectionList.ts';
import { sandboxName } from '../../src/kapture/connection/connection.ts';
import { changeSetting, fixture } from './support/fixture.ts';
import { stateWith } from './support/stateWith.ts';

/** A window with a workspace. */
class TestWindow {
  readonly #workspace = stateWith();
  #list = this.#open();
  /** The messages since this was last read. */
  messages: string[] = [];

  #open(): ConnectionList {
    return new ConnectionList(this.#workspace, fixture().log, (name, isDeleted) =>
      this.messages.push(`${name} ${isDeleted ? 'was deleted' : 'leads to another tenant'}`),
    );
  }

  async select(name: string): Promise<void> {
    await this.#list.select(name);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#list.change(from, (entry) => ({ ...entry, name: to }));
  }

  /** Changes the settings while the window is closed. */
  async reopenAfter(change: () => Promise<void>): Promise<void> {
    this.#list.dispose();
    await change();
    this.#list = this.#open();
  }

  /** The active connection, such as `A1`: A, which leads to tenant 1. */
  get active(): string {
    const { activeName, active } = this.#list;
    return activeName === undefined ? 'none' : activeName + (/tenant-(\d)/.exec(active?.baseUrl ?? '')?.[1] ?? '');
  }

  dispose(): void {
    this.#list.dispose();
  }
}

type Step = (window: TestWindow) => Promise<void>;

/** Changes the connections to these: `A1 B2` are A, which leads to tenant 1, and B. `A?` has an invalid base URL. */
const connections = (text: string): Promise<void> => changeSetting('connections', entriesOf(text));

const entriesOf = (text: string): { name: string; baseUrl: string }[] =>
  text.split(' ').map((entry) => {
    const tenant = entry.at(-1);
    return { name: entry.slice(0, -1), baseUrl: tenant === '?' ? 'h' : `https://tenant-${tenant}.example` };
  });

const settings =
  (text: string): Step =>
  () =>
    connections(text);

/** Closes the window, changes the connections, and opens the window again. */
const reopened =
  (...texts: readonly string[]): Step =>
  (window) =>
    window.reopenAfter(async () => {
      for (const text of texts) await connections(text);
    });

const select =
  (name: string): Step =>
  (window) =>
    window.select(name);

const rename =
  (from: string, to: string): Step =>
  (window) =>
    window.rename(from, to);

const setDefault =
  (name: string | undefined): Step =>
  () =>
    changeSetting('defaultConnection', name);

/** Steps, each with the active connection after it, and the message about it. */
type Steps = readonly (readonly [Step, active: string, message?: string])[];

// Each case begins with the connections A1 and B2, and with B as the default.
const cases: Readonly<Record<string, Steps>> = {
  'deleted, and its tenant returns': [
    [select('A'), 'A1'],
    [settings('B2'), 'none', 'A was deleted'],
    [settings('B2 A1'), 'A1'],
  ],
  'deleted, and its tenant returns while the window is closed': [
    [select('A'), 'A1'],
    [reopened('B2'), 'none', 'A was deleted'],
    [reopened('B2'), 'none'],
    [reopened('A1 B2'), 'A1'],
  ],
  'deleted, and another tenant has its name': [
    [select('A'), 'A1'],
    [settings('B2'), 'none', 'A was deleted'],
    [settings('A3 B2'), 'none'],
    [reopened('A3 B2'), 'none'],
    [settings('A1 B2'), 'A1'],
  ],
  'deleted, and another tenant has its name and is selected': [
    [select('A'), 'A1'],
    [settings('B2'), 'none', 'A was deleted'],
    [settings('A3 B2'), 'none'],
    [select('A'), 'A3'],
    [reopened('A3 B2'), 'A3'],
    [reopened('A1 B2'), 'none', 'A leads to another tenant'],
  ],
  'deleted, and another one is selected before it returns': [
    [select('A'), 'A1'],
    [settings('B2'), 'none', 'A was deleted'],
    [select('B'), 'B2'],
    [settings('A1 B2'), 'B2'],
  ],
  'deleted, and its tenant returns under another name': [
    [select('A'), 'A1'],
    [settings('B2'), 'none', 'A was deleted'],
    [settings('C1 B2'), 'none'],
  ],
  'another base URL in an open window': [
    [select('A'), 'A1'],
    [settings('A3 B2'), 'A3'],
    [reopened('A3 B2'), 'A3'],
  ],
  'another base URL while the window is closed': [
    [select('A'), 'A1'],
    [reopened('A3 B2'), 'none', 'A leads to another tenant'],
    [reopened('A3 B2'), 'none'],
    [reopened('A1 B2'), 'A1'],
  ],
  'an invalid base URL for a while': [
    [select('A'), 'A1'],
    [settings('A? B2'), 'A'],
    [reopened('A? B2'), 'A'],
    [reopened('A1 B2'), 'A1'],
    [reopened('A? B2'), 'A'],
    [reopened('A3 B2'), 'none', 'A leads to another tenant'],
  ],
  'renamed with Edit Connection, and another tenant has its earlier name': [
    [select('A'), 'A1'],
    [rename('A', 'C'), 'C1'],
    [settings('C1 A3 B2'), 'C1'],
    [reopened('C1 A3 B2'), 'C1'],
  ],
  'renamed in the settings': [
    [select('A'), 'A1'],
    [settings('C1 B2'), 'none', 'A was deleted'],
    [reopened('C1 B2'), 'none'],
  ],
  'none is selected, and the default one is deleted': [
    [settings('A1'), 'none', 'B was deleted'],
    [settings('A1 B3'), 'none'],
    [settings('A1 B2'), 'B2'],
  ],
  'none is selected, the default one is deleted, and another default is set': [
    [settings('A1'), 'none', 'B was deleted'],
    [setDefault('A'), 'A1'],
    [reopened('A1'), 'A1'],
  ],
  'none is selected, and another default is set': [
    [setDefault('A'), 'B2'],
    [reopened('A1 B2'), 'A1'],
    [setDefault(undefined), 'none'],
    [setDefault('B'), 'B2'],
  ],
  'another default is set, and then the active one is deleted': [
    [setDefault('A'), 'B2'],
    [settings('A1'), 'none', 'B was deleted'],
  ],
  'none is selected, and the default one leads to another tenant': [
    [reopened('A1 B3'), 'none', 'B leads to another tenant'],
    [reopened('A1 B3'), 'none'],
    [setDefault('A'), 'A1'],
  ],
  'none is selected, and the default one is renamed with Edit Connection': [
    [rename('B', 'C'), 'C2'],
    [reopened('A1 C2 B3'), 'C2'],
  ],
  'the sandbox': [
    [select(sandboxName), sandboxName],
    [settings('C1'), sandboxName],
    [reopened('C1'), sandboxName],
  ],
  'the sandbox, and an entry has its reserved name': [
    [select(sandboxName), sandboxName],
    [reopened(`${sandboxName}1 A1`), sandboxName],
    [settings(`${sandboxName}2 A1`), sandboxName],
    [reopened('A1'), sandboxName],
  ],
};

describe('the active connection', () => {
  let window: TestWindow;

  beforeEach(async () => {
    await connections('A1 B2');
    await changeSetting('defaultConnection', 'B');
    window = new TestWindow();
  });

  afterEach(async () => {
    window.dispose();
    await changeSetting('defaultConnection', undefined);
  });

  for (const [what, steps] of Object.entries(cases))
    it(`${what} → ${steps.map(([, active]) => active).join(', ')}`, async () => {
      assert.equal(window.active, 'B2');
      const seen: unknown[] = [];
      for (const [step] of steps) {
        window.messages = [];
        await step(window);
        seen.push([window.active, ...window.messages]);
      }
      assert.deepEqual(
        seen,
        steps.map(([, ...outcome]) => outcome),
      );
    });
});
