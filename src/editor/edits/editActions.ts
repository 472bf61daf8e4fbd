import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { customerOfResponse, customerOrMessage } from '../shared/customerOfResponse.ts';
import { hasTab, openDocument, openEditUri, serverUri } from '../shared/documents/editUri.ts';
import { readRecordUri, type RecordReference } from '../shared/documents/recordUri.ts';
import { recordScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { showHowToSelect, showInformation } from '../shared/dialogs/messages.ts';
import { setContext } from '../shared/settings.ts';
import type { EditOptions, KeybindingArgs } from './contributions.ts';
import { displayName, initialCursor } from './customerDocument.ts';
import type { CustomerReader, EditPorts } from './customerReader.ts';
import type { EditFiles } from './editFiles.ts';
import type { OpenCustomers } from './openCustomers.ts';

export class EditActions {
  readonly #store: OpenCustomers;
  readonly #reader: CustomerReader;
  readonly #files: EditFiles;
  readonly #ports: EditPorts;
  readonly #log: Log;

  constructor(store: OpenCustomers, reader: CustomerReader, files: EditFiles, ports: EditPorts, log: Log) {
    this.#store = store;
    this.#reader = reader;
    this.#files = files;
    this.#ports = ports;
    this.#log = log;
  }

  /** Edits the given customer, or else that of the active record or response, or else one whose ID the user enters. */
  async editCustomer(given: EditOptions | undefined, active: vscode.Uri | undefined): Promise<void> {
    const options = given instanceof vscode.Uri ? this.#customerOf(given, customerOrMessage) : given;
    if (given && !options) return;
    const reference = isKeybinding(options)
      ? this.#ports.customers.selected
      : (options ?? (active && this.#customerOf(active)));
    const connection =
      reference && isKeybinding(options)
        ? this.#ports.targets.connectionOf(reference.tenant, reference.connection)
        : undefined;
    if (connection?.readOnly) {
      void showInformation(
        vscode.l10n.t('The connection {0} is read-only, so its customers cannot be edited.', connection.name),
      );
    } else if (reference) {
      await this.edit({ tenant: reference.tenant, connection: reference.connection, id: reference.id });
    } else if (!options) {
      const { targets } = this.#ports;
      const current =
        targets.all.find(({ name }) => name === targets.activeName) ?? (await targets.resolve('get'))?.connection;
      if (current) await this.#askForId(current);
    } else {
      showHowToSelect(vscode.l10n.t('Select one customer in the Customers view first.'));
    }
  }

  /** The customer of a record or a response. */
  #customerOf(uri: vscode.Uri, ofResponse = customerIfKept): RecordReference | undefined {
    if (uri.scheme === recordScheme) return readRecordUri(uri);
    return ofResponse(this.#ports.responses.exchangeOf(uri));
  }

  /** Opens a customer for editing, with a freshly fetched record unless its editor is already open. */
  async edit(reference: RecordReference): Promise<void> {
    const open = openEditUri(reference);
    // An open editor keeps its cursor.
    if (open && (hasTab(open) || openDocument(open)?.isDirty)) {
      await vscode.commands.executeCommand('vscode.open', open, { preview: false });
      return;
    }
    const fields = await this.#reader.readOrShow(reference, () => this.edit(reference), this.#log);
    if (!fields) return;
    const existing = open && this.#store.loadOrCreateLost(open);
    existing?.setServer(fields);
    if (existing) this.#files.refresh(existing);
    const opened = existing ?? this.#store.open(reference, fields);
    const { line, character } = initialCursor(this.#files.textOf(opened));
    // `showTextDocument` would keep the document alive for minutes after its editor was closed.
    await vscode.commands.executeCommand('vscode.open', opened.uri, {
      preview: false,
      selection: new vscode.Range(line, character, line, character),
    } satisfies vscode.TextDocumentShowOptions);
    setContext('kapture.didEdit', true);
  }

  async #askForId({ tenant, name }: Connection): Promise<void> {
    const id = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Customer on {0}', name),
      prompt: vscode.l10n.t('Kapture customer ID'),
      validateInput: (text) =>
        /^\s*\d+\s*$/.test(text) ? undefined : vscode.l10n.t('A Kapture customer ID is a number.'),
    });
    if (id !== undefined) await this.edit({ tenant, connection: name, id: id.trim() });
  }

  /** Opens a diff of the server's current record and the document. */
  async showChanges(uri: vscode.Uri): Promise<void> {
    const customer = this.#store.loadOrCreateLost(uri);
    if (!customer) {
      void showInformation(vscode.l10n.t('Open an edited customer first.'));
      return;
    }
    const { reference } = customer;
    const fields = await this.#reader.readOrShow(reference, () => this.showChanges(uri), this.#log);
    if (!fields) return;
    customer.setServer(fields);
    this.#files.refresh(customer);
    this.#files.refreshServerSide(uri);
    await vscode.commands.executeCommand(
      'vscode.diff',
      serverUri(uri),
      uri,
      vscode.l10n.t(
        '{0}: {1} ↔ your changes (only edited fields are sent)',
        reference.id,
        displayName(customer, this.#ports.targets),
      ),
    );
  }
}

function isKeybinding(options: EditOptions | undefined): options is KeybindingArgs {
  return options !== undefined && 'useSelection' in options;
}

function customerIfKept(exchange: Exchange | undefined): RecordReference | undefined {
  return exchange && customerOfResponse(exchange);
}
