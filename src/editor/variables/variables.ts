import { operations } from '../../kapture/catalogue/registry.ts';
import * as vscode from 'vscode';
import { builtInVariables, lookupIn, type BuiltInVariable } from '../../kapture/variables/builtInVariables.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { connectionDefaults, type Connection } from '../../kapture/connection/connection.ts';
import type { Values } from '../../kapture/variables/environment.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { generatedId, resultOf } from '../../kapture/responses/readResponse.ts';
import { valueAt } from '../../kapture/json/valueAt.ts';
import type { VariableLookup, VariableValue } from '../../kapture/variables/variables.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { allowedEnvironment } from '../shared/environmentVariables.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { onSetting } from '../shared/settings.ts';
import type { EnvironmentFiles } from './environmentFiles.ts';

/** Maximum completions. VS Code filters a list while the user types and requests an incomplete one again. */
export const maximumCompletions = 200;

/** A variable as shown in completions. */
export interface KnownVariable {
  readonly name: string;
  readonly description: string;
  /** Undefined if it currently has no value. */
  readonly value: VariableValue | undefined;
}

/**
 * The values of variables in requests: from the folder's `kapture.env.json`, the connection, and the built-in
 * variables.
 */
export class Variables implements RequestVariables, vscode.Disposable {
  readonly #files: EnvironmentFiles;
  readonly #connectionOf: (document: vscode.TextDocument) => Connection | undefined;
  /** The results of the last responses by tenant and operation, so that no data of one tenant is sent to another. */
  readonly #lastResults = new Map<string, (path: readonly string[]) => VariableValue | undefined>();
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
        if (purpose !== 'record') this.#storeResult(exchange);
      }),
      onSetting('allowedEnvironmentVariables', () => this.#changed.fire()),
    );
  }

  /**
   * Stores the result of a response for `{{$last.…}}`. A failure clears it; an older result would be mistaken for the
   * current one.
   */
  #storeResult({ operation, tenant, response: { text, reading } }: Exchange): void {
    let result: unknown;
    // Parsed on first use: a long response takes time.
    this.#lastResults.set(lastKey(tenant, operation), (path) => {
      if (reading.outcome !== 'success') return undefined;
      // Of a long list, only the requested customer is parsed: the whole list would take many times its length in
      // memory.
      if (
        typeof text !== 'string' &&
        operations[operation].response.records?.form === 'list' &&
        reading.records.length
      ) {
        const [index = '', ...rest] = path;
        const record = /^(0|[1-9]\d*)$/.test(index) ? reading.records[Number(index)] : undefined;
        return record && plainValueAt(readLoose(text.slice(record.start, record.end)).value, rest);
      }
      return plainValueAt((result ??= resultOf(operation, String(text))), path) ?? generatedId(reading, path);
    });
    this.#changed.fire();
  }

  /**
   * The lookup for sending a document to a connection once: a generated value stays the same throughout. It throws for
   * a variable that may be defined in a file that cannot be read.
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
      // The file may define it, or override the connection's value.
      if (!name.startsWith('$')) throw failure;
      return lookup(name);
    };
  }

  /** The lookup with the values read so far, for hovers and warnings while the user types. */
  knownLookup(document: vscode.TextDocument): VariableLookup {
    return this.#lookup(document.uri, this.#connectionOf(document));
  }

  #lookup(document: vscode.Uri, connection: Connection | undefined): VariableLookup {
    const own = this.#userValues(document, connection);
    const context = {
      timeZone: connection?.timeZone ?? connectionDefaults.timeZone,
      now: Date.now(),
      environment: allowedEnvironment,
      // A payload test must not depend on requests that the user sent.
      last: (operation: string, path: readonly string[]) =>
        isTest(document) ? undefined : this.#lastResults.get(lastKey(connection?.tenant ?? '', operation))?.(path),
    };
    return lookupIn(own, context);
  }

  /**
   * The completions for a partly typed name, with current values: up to {@link maximumCompletions} user-defined
   * variables and all built-in ones.
   */
  list(document: vscode.TextDocument, typed: string): KnownVariable[] {
    const lookup = this.knownLookup(document);
    const part = typed.toLowerCase();
    const names = [
      ...new Set(this.#userValues(document.uri, this.#connectionOf(document)).flatMap((values) => Object.keys(values))),
    ];
    // VS Code also matches names with the typed letters further apart. A long list is limited to names that contain the
    // text.
    const candidates =
      names.length > maximumCompletions
        ? names.filter((name) => name.toLowerCase().includes(part)).slice(0, maximumCompletions)
        : names;
    const own = candidates.map((name) => ({
      name,
      description: userDescription(),
      value: lookup(name),
    }));
    const builtIn = builtInsFor(document).map(({ name, description }) => ({
      name,
      description: catalogueText(description),
      value: lookup(name),
    }));
    return [...own, ...builtIn];
  }

  /** The description of a variable; undefined if it is unknown. */
  descriptionOf(document: vscode.TextDocument, name: string): string | undefined {
    const isOwn = this.#userValues(document.uri, this.#connectionOf(document)).some((values) =>
      Object.hasOwn(values, name),
    );
    if (isOwn) return userDescription();
    const builtIn = builtInsFor(document).find((variable) => variable.name === name);
    return builtIn && catalogueText(builtIn.description);
  }

  /** The user-defined values; the first with a name wins. The file overrides the connection. */
  #userValues(document: vscode.Uri, connection: Connection | undefined): readonly Values[] {
    return [...this.#files.known(document, connection?.name), connection?.variables ?? {}];
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

function userDescription(): string {
  return vscode.l10n.t('A variable you defined.');
}

function builtInsFor({ uri }: vscode.TextDocument): readonly BuiltInVariable[] {
  return builtInVariables.filter(({ name }) => !isTest(uri) || !name.startsWith('$last'));
}

function isTest({ path }: vscode.Uri): boolean {
  return path.endsWith(testSuffix);
}

function lastKey(tenant: string, operation: string): string {
  return `${operation}/${tenant}`;
}

/** The primitive value at a path of keys and indexes; undefined for an object, an array or nothing. */
function plainValueAt(value: unknown, path: readonly string[]): VariableValue | undefined {
  const { value: at } = valueAt(value, path);
  return at === null || ['string', 'number', 'boolean'].includes(typeof at) ? (at as VariableValue) : undefined;
}
