import { operations } from '../../kapture/catalogue/registry.ts';
import * as vscode from 'vscode';
import { builtInVariables, lookupIn, type BuiltInVariable } from '../../kapture/variables/builtInVariables.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { connectionDefaults, type Connection } from '../../kapture/connection/connection.ts';
import type { Values } from '../../kapture/variables/environment.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { resultOf } from '../../kapture/exchange/readResponse.ts';
import { valueAt } from '../../kapture/json/valueAt.ts';
import type { VariableLookup, VariableValue } from '../../kapture/variables/variables.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { allowedEnvironment } from '../shared/documents/environmentVariables.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { onSetting } from '../shared/settings.ts';
import type { EnvironmentFiles } from './environmentFiles.ts';

/** VS Code narrows a list down as one types, and asks again for one that is not whole. */
export const mostListed = 200;

/** A variable as it is offered and explained. */
export interface KnownVariable {
  readonly name: string;
  readonly description: string;
  /** Undefined where it has none now. */
  readonly value: VariableValue | undefined;
}

/** What the variables of requests stand for: the folder's file, the connection, and what is made on the spot. */
export class Variables implements RequestVariables, vscode.Disposable {
  readonly #files: EnvironmentFiles;
  readonly #connectionOf: (document: vscode.TextDocument) => Connection | undefined;
  /** The results of the last responses, by tenant and operation: what one tenant said goes to no other. */
  readonly #last = new Map<string, (path: readonly string[]) => VariableValue | undefined>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(files: EnvironmentFiles, targets: Targets, sender: Sender) {
    this.#files = files;
    this.#connectionOf = (document) => documentTarget(document, targets).connection;
    this.#subscriptions = vscode.Disposable.from(
      files.onDidChange(() => this.#changed.fire()),
      targets.onDidChange(() => this.#changed.fire()),
      sender.onDidExchange(({ exchange, purpose }) => {
        if (purpose !== 'record') this.#remember(exchange);
      }),
      onSetting('allowedEnvironmentVariables', () => this.#changed.fire()),
    );
  }

  /** Takes the result of a response for `{{$last.…}}`. After a failure there is none: the one before would be mistaken for it. */
  #remember({ operation, tenant, response: { text, reading } }: Exchange): void {
    let result: unknown;
    // Read when somebody wants to know: a long response takes its time.
    this.#last.set(lastKey(tenant, operation), (path) => {
      if (reading.outcome !== 'success') return undefined;
      // Of a long list only the customer that is wanted is read: all of it would be many times its length.
      if (
        typeof text !== 'string' &&
        operations[operation].response.records?.form === 'list' &&
        reading.records.length
      ) {
        const [index = '', ...rest] = path;
        const record = /^(0|[1-9]\d*)$/.test(index) ? reading.records[Number(index)] : undefined;
        return record && plainValueAt(readLoose(text.slice(record.start, record.end)).value, rest);
      }
      return plainValueAt((result ??= resultOf(operation, String(text))), path);
    });
    this.#changed.fire();
  }

  /**
   * A lookup for one sending of a document to a connection; its fresh values are the same throughout. It throws for a
   * variable that may have its value in a file that cannot be read.
   */
  async lookupFor(document: vscode.Uri, connection: Connection): Promise<VariableLookup> {
    let failure: Error | undefined;
    try {
      await this.#files.ready(document);
    } catch (error) {
      failure = error as Error;
    }
    const lookup = this.#lookup(document, connection);
    if (!failure) return lookup;
    return (name) => {
      // It may have the value, or another one than the connection's.
      if (!name.startsWith('$')) throw failure;
      return lookup(name);
    };
  }

  /** The same from what has been read so far, for hovers and warnings as one types. */
  knownLookup(document: vscode.TextDocument): VariableLookup {
    return this.#lookup(document.uri, this.#connectionOf(document));
  }

  #lookup(document: vscode.Uri, connection: Connection | undefined): VariableLookup {
    const own = this.#own(document, connection);
    const context = {
      timeZone: connection?.timeZone ?? connectionDefaults.timeZone,
      now: Date.now(),
      environment: allowedEnvironment,
      // What was sent by hand is nothing that a test can build on.
      last: (operation: string, path: readonly string[]) =>
        isTest(document) ? undefined : this.#last.get(lastKey(connection?.tenant ?? '', operation))?.(path),
    };
    return lookupIn(own, context);
  }

  /** Variables that can be completed where a part of a name is typed, with their present values: at most {@link mostListed} of the user's own. */
  list(document: vscode.TextDocument, typed: string): KnownVariable[] {
    const lookup = this.knownLookup(document);
    const part = typed.toLowerCase();
    const names = [
      ...new Set(this.#own(document.uri, this.#connectionOf(document)).flatMap((values) => Object.keys(values))),
    ];
    // VS Code also finds names that have the typed letters further apart; of too many it gets the likely ones.
    const likely =
      names.length > mostListed
        ? names.filter((name) => name.toLowerCase().includes(part)).slice(0, mostListed)
        : names;
    const own = likely.map((name) => ({
      name,
      description: ownDescription(),
      value: lookup(name),
    }));
    const builtIn = builtInFor(document).map(({ name, description }) => ({
      name,
      description: catalogueText(description),
      value: lookup(name),
    }));
    return [...own, ...builtIn];
  }

  /** What a variable is; undefined for one that is unknown. */
  descriptionOf(document: vscode.TextDocument, name: string): string | undefined {
    const isOwn = this.#own(document.uri, this.#connectionOf(document)).some((values) => Object.hasOwn(values, name));
    if (isOwn) return ownDescription();
    const builtIn = builtInFor(document).find((variable) => variable.name === name);
    return builtIn && catalogueText(builtIn.description);
  }

  /** Of one name the first of them wins: the file is nearer to the request. */
  #own(document: vscode.Uri, connection: Connection | undefined): readonly Values[] {
    return [...this.#files.known(document, connection?.name), connection?.variables ?? {}];
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

function ownDescription(): string {
  return vscode.l10n.t('A variable you defined.');
}

function builtInFor({ uri }: vscode.TextDocument): readonly BuiltInVariable[] {
  return builtInVariables.filter(({ name }) => !isTest(uri) || !name.startsWith('$last'));
}

function isTest({ path }: vscode.Uri): boolean {
  return path.endsWith(testSuffix);
}

function lastKey(tenant: string, operation: string): string {
  return `${operation}/${tenant}`;
}

/** A plain value by a path of keys and indexes. */
function plainValueAt(value: unknown, path: readonly string[]): VariableValue | undefined {
  const { value: at } = valueAt(value, path);
  return at === null || ['string', 'number', 'boolean'].includes(typeof at) ? (at as VariableValue) : undefined;
}
