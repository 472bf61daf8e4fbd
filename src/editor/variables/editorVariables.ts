import { isListOperation, type OperationId } from '../../kapture/catalogue/registry.ts';
import * as vscode from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { lookupIn } from '../../kapture/variables/builtInVariables.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { connectionDefaults, type Connection } from '../../kapture/connection/connection.ts';
import type { Values } from '../../kapture/variables/environment.ts';
import { generatedId, writtenResultAt } from '../../kapture/responses/readResponse.ts';
import {
  writtenValueAt,
  memoizedLookup,
  type VariableLookup,
  type VariableValue,
} from '../../kapture/variables/variables.ts';
import { documentTarget } from '../shared/documents/requestText.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import type { Purpose, Sender } from '../shared/sending/sender.ts';
import { allowedEnvironment, onSetting } from '../shared/settings.ts';
import type { EnvironmentFiles } from './environmentFiles.ts';

/** The response that `{{$last.…}}` of its operation stands for. */
interface LastResult {
  readonly exchange: Exchange;
  /** The value at a path in the result. */
  readonly valueAt: (path: readonly string[]) => VariableValue | undefined;
}

/**
 * The values of variables in requests: from the folder's `kapture.env.json`, the connection, and the built-in
 * variables.
 */
export class EditorVariables implements RequestVariables, vscode.Disposable {
  readonly #files: EnvironmentFiles;
  /** The usable connection that the request of a document goes to. */
  readonly connectionOf: (document: vscode.TextDocument) => Connection | undefined;
  /** The names of the secret variables of a connection that are sent without asking for their values. */
  readonly secretNames: Targets['secretNames'];
  /** The last answer to each question in this window, by its prompt. */
  readonly answers = new Map<string, string>();
  /** The results of the last responses by tenant and operation, so that no data of one tenant is sent to another. */
  readonly #lastResults = new Map<string, LastResult>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(files: EnvironmentFiles, targets: Targets, sender: Sender) {
    this.#files = files;
    this.connectionOf = (document) => documentTarget(document, targets).connection;
    this.secretNames = (connection) => targets.secretNames(connection);
    this.#subscriptions = vscode.Disposable.from(
      files.onDidChange(() => this.#changed.fire()),
      targets.onDidChange(() => this.#changed.fire()),
      sender.onDidExchange(({ exchange, purpose }) => {
        if (isOfUser(purpose)) this.#storeResult(exchange);
      }),
      sender.onDidEndWithoutResponse(({ operation, tenant, purpose }) => {
        // An older result would be mistaken for that of this request.
        if (isOfUser(purpose)) this.#forgetLast(operation, tenant);
      }),
      onSetting('allowedEnvironmentVariables', () => this.#changed.fire()),
    );
  }

  #forgetLast(operation: OperationId, tenant: string): void {
    this.#lastResults.delete(lastKey(tenant, operation));
    this.#changed.fire();
  }

  /**
   * Stores the result of a response for `{{$last.…}}`. A failure clears the result, because an older one would be
   * mistaken for the current one. So does a record that was not requested, because it would be mistaken for the
   * requested one.
   */
  #storeResult(exchange: Exchange): void {
    const {
      operation,
      tenant,
      response: { text, reading },
    } = exchange;
    const read = (path: readonly string[]): VariableValue | undefined => {
      if (reading.outcome !== 'success' || reading.otherId !== undefined) return undefined;
      // Only the requested customer of a long list is parsed, because the whole list would take many times its length
      // in memory.
      if (typeof text !== 'string' && isListOperation(operation) && reading.records.length) {
        const [index = '', ...rest] = path;
        const record = /^(0|[1-9]\d*)$/.test(index) ? reading.records[Number(index)] : undefined;
        return record && writtenValueAt(text.slice(record.start, record.end), rest);
      }
      return writtenResultAt(operation, String(text), path) ?? generatedId(reading, path);
    };
    // A value is read on first use, and only once, because a long response takes time.
    const lookup = memoizedLookup((path) => read(path.split('.')));
    this.#lastResults.set(lastKey(tenant, operation), { exchange, valueAt: (path) => lookup(path.join('.')) });
    this.#changed.fire();
  }

  /** Whether `{{$last.…}}` stands for this response, and not for a later one. */
  isLast(exchange: Exchange): boolean {
    return this.#lastResults.get(lastKey(exchange.tenant, exchange.operation))?.exchange === exchange;
  }

  async lookupFor(document: vscode.Uri, connection: Connection): Promise<VariableLookup> {
    return (await this.lookupsFor(document, connection))();
  }

  /**
   * Returns a function that creates a lookup for each time that a document is sent to a connection. Within a lookup, a
   * generated value stays the same. A lookup throws for a variable that may be defined in a file that cannot be read or
   * has a mistake. The file is read once, because reading it takes VS Code longer than a request takes the sandbox.
   */
  async lookupsFor(document: vscode.Uri, connection: Connection): Promise<() => VariableLookup> {
    let failure: Error | undefined;
    try {
      await this.#files.ready(document);
    } catch (error) {
      failure = error as Error;
    }
    return () => {
      const lookup = this.#lookup(document, connection);
      if (!failure) return lookup;
      return (name) => {
        // The file may define the variable, or override the connection's value.
        if (!name.startsWith('$')) throw failure;
        return lookup(name);
      };
    };
  }

  /** The lookup with the values read so far, for hovers and warnings while the user types. */
  knownLookup(document: vscode.TextDocument): VariableLookup {
    return this.#lookup(document.uri, this.connectionOf(document));
  }

  #lookup(document: vscode.Uri, connection: Connection | undefined): VariableLookup {
    const own = this.userValues(document, connection);
    const context = {
      timeZone: connection?.timeZone ?? connectionDefaults.timeZone,
      now: Date.now(),
      environment: allowedEnvironment,
      // A payload test must not depend on requests that the user sent.
      last: (operation: string, path: readonly string[]) =>
        isTest(document)
          ? undefined
          : this.#lastResults.get(lastKey(connection?.tenant ?? '', operation))?.valueAt(path),
      // A secret that is not stored is asked for when the request is sent.
      hasSecret: () => true,
    };
    return lookupIn(own, context);
  }

  async answer(text: string, lookup: VariableLookup, connection: Connection): Promise<VariableLookup | undefined> {
    const { askAnswers } = await import('./askAnswers.ts');
    return askAnswers(text, lookup, connection, this.answers);
  }

  /** The user-defined values; the first with a name wins. The file overrides the connection. */
  userValues(document: vscode.Uri, connection: Connection | undefined): readonly Values[] {
    return [...this.#files.known(document, connection?.name), connection?.variables ?? {}];
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

function lastKey(tenant: string, operation: string): string {
  return `${operation}/${tenant}`;
}

/** Whether a document is a payload test. */
export function isTest({ path }: vscode.Uri): boolean {
  return path.endsWith(testSuffix);
}

/**
 * Whether a response counts for `{{$last.…}}`. The response of a record that is only opened, compared or checked does
 * not.
 */
function isOfUser(purpose: Purpose['kind']): boolean {
  return purpose !== 'record' && purpose !== 'internal';
}
