import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PayloadTestExplorer } from '../../../src/editor/payloadTests/explorer.ts';

/** The calls on a test run, in order, each with its item's label, such as `passed adds`. */
export interface RecordedRun {
  readonly events: string[];
  readonly messages: Map<string, readonly vscode.TestMessage[]>;
  readonly output: string[];
}

/**
 * Records the calls on the test runs of a controller, each before VS Code receives it. Returns a function that stops
 * recording.
 */
export function record(
  controller: vscode.TestController,
  runs: RecordedRun[],
  onEvent: (line: string) => unknown = () => undefined,
): () => void {
  const create = Object.getOwnPropertyDescriptor(controller, 'createTestRun')!;
  const original = controller.createTestRun.bind(controller);
  controller.createTestRun = (...args) => {
    const run = original(...args);
    const recorded: RecordedRun = { events: [], messages: new Map(), output: [] };
    runs.push(recorded);
    const note = (line: string): void => {
      recorded.events.push(line);
      onEvent(line);
    };
    return new Proxy(run, {
      get: (target, name: keyof vscode.TestRun) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          const item = given[0] as vscode.TestItem | undefined;
          if (name === 'appendOutput') recorded.output.push(String(given[0]));
          else note(item ? `${name} ${item.label}` : name);
          if (name === 'failed' || name === 'errored')
            recorded.messages.set(item!.label, [given[1]].flat() as vscode.TestMessage[]);
          return (value as (...all: unknown[]) => unknown).apply(target, given);
        };
      },
    });
  };
  return () => {
    Object.defineProperty(controller, 'createTestRun', create);
  };
}

/** Runs all tests that the Test Explorer found. */
export async function runAll({ controller, profile }: PayloadTestExplorer): Promise<RecordedRun> {
  const runs: RecordedRun[] = [];
  const restore = record(controller, runs);
  try {
    await profile.runHandler(
      new vscode.TestRunRequest(undefined, undefined, profile),
      new vscode.CancellationTokenSource().token,
    );
  } finally {
    restore();
  }
  assert.equal(runs.length, 1);
  return runs[0]!;
}
