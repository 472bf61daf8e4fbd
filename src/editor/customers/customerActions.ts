import * as vscode from 'vscode';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { formFor } from '../../kapture/connection/connection.ts';
import { draftByCode } from '../../kapture/update/updateDocument.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { customerOrMessage } from '../shared/customerOfResponse.ts';
import { type RecordReference, recordUri } from '../shared/documents/recordUri.ts';
import { historyScheme, responseScheme } from '../shared/ids.ts';
import { commandRows } from '../shared/dialogs/commandRows.ts';
import { showHowToSelect, showInformation } from '../shared/dialogs/messages.ts';
import { showUnreachable } from '../shared/dialogs/showUnreachable.ts';
import type { CustomerCommand } from './customerCommands.ts';
import type { CustomersModel } from './customersModel.ts';
import type { CustomersServices } from './customersServices.ts';
import { linkTo } from './links.ts';
import { exportFromView } from './export/exportFromView.ts';
import { exportedIds } from './export/exportedRows.ts';
import { type FailureGroup, failedExchange } from './failedPeriods.ts';
import { pickOrder } from './filters/orderPicker.ts';
import { showFilterInput } from './filters/showFilterInput.ts';
import { PullActions } from './pulls/pullActions.ts';
import { type CloneSource, cloneAsAdd, cloneSource } from './records/cloneAsAdd.ts';
import { copyDetails, copyIds, copyLines } from './records/copyDetails.ts';
import { openInKapture, openedCustomer } from './records/openInKapture.ts';
import {
  type CustomerNode,
  type CustomersNode,
  type RecordNode,
  customerNode,
  recordNode,
  selectedCustomer,
  ticketReference,
} from './tree/customersNodes.ts';

export class CustomerActions {
  readonly #services: CustomersServices;
  readonly #pulls: PullActions;

  constructor(services: CustomersServices) {
    this.#services = services;
    this.#pulls = new PullActions(services);
  }

  /** The handlers by command. Without a node (a keybinding, the Command Palette), a command uses the selection. */
  readonly handlers: Pick<CommandMap, CustomerCommand> = {
    'kapture.pullRange': () => this.#pulls.pullRange('customer'),
    'kapture.pullTickets': () => this.#pulls.pullRange('ticket'),
    'kapture.showCustomers': () => this.#services.model.show('customer'),
    'kapture.showTickets': () => this.#services.model.show('ticket'),
    'kapture.refreshCustomers': () => this.#pulls.refresh(),
    'kapture.pullMissing': (node) => (node ? this.#pulls.retry(node) : this.#pulls.pullMissing()),
    'kapture.filterCustomers': () => showFilterInput(this.#services.model),
    'kapture.clearFilter': () => this.#services.model.update({ filter: '', only: undefined }),
    'kapture.groupCustomers': async () => this.#changeOrder(await pickOrder(this.#services.model)),
    'kapture.exportCustomers': (node) => this.#export(recordNode(node)),
    'kapture.showPeriodResponse': (node) => this.#showResponse(node),
    'kapture.showMore': (node) => this.#services.tree.showMore(node),
    'kapture.openCustomer': (what = activeResponse()) => {
      if (what instanceof vscode.Uri) return this.#open(openedCustomer(what) ?? this.#ofResponse(what));
      return this.#open(what ?? this.#selected());
    },
    'kapture.copyDetails': async (from = activeResponse(), rows) => {
      const reference = from instanceof vscode.Uri ? this.#ofResponse(from) : from;
      const id = reference && 'id' in reference && !('kind' in reference) && reference.id;
      if (id) return copyLines([id]);
      if (from instanceof vscode.Uri) return;
      const isKey = from !== undefined && 'useSelection' in from;
      const chosen = commandRows(this.#services.view, isKey ? undefined : (from as CustomersNode), rows).rows;
      if (!chosen.length) showHowToSelect(vscode.l10n.t('Select customers in the Customers view first.'));
      else await (isKey ? copyIds(chosen) : copyDetails(chosen));
    },
    'kapture.newCustomerRequest': (what = vscode.window.activeTextEditor?.document.uri, operation) =>
      this.#newRequest(what && cloneSource(what), operation),
    'kapture.openInKapture': (from) => this.#openInKapture(from),
    'kapture.openTicket': (ticket) => this.#openTicket('kind' in ticket ? ticketReference(ticket) : ticket),
    'kapture.copyLink': (row) => copyLink(row),
    'kapture.addTicket': ({ parent: { customer, ...reference } }) =>
      this.#draftOf('add-ticket', reference, {
        title: '',
        customer_name: customer.name,
        phone: customer.phone,
        email_id: customer.email,
      }),
    'kapture.updateTicket': (ticket) =>
      this.#draftOf('update-ticket', ticketReference(ticket), { ticket_id: ticket.id, sub_status: '' }),
  };

  /** The customer of a response. A message says if there is none. */
  #ofResponse(uri: vscode.Uri): RecordReference | undefined {
    return customerOrMessage(this.#services.ports.responses.exchangeOf(uri));
  }

  /** Opens an unsaved request that is filled in from a customer. Asks for the operation if none is given. */
  async #newRequest(source: CloneSource | undefined, operation: 'get' | 'update' | 'add' | undefined): Promise<void> {
    if (!source) {
      void showInformation(vscode.l10n.t('Open a record or an edited customer first.'));
      return;
    }
    const chosen = operation ?? (await askOperation());
    if (chosen === 'add') await cloneAsAdd(source, this.#services);
    else if (chosen) await this.#draft(chosen, source.reference);
  }

  /** The selected customer. Shows a message unless exactly one is selected. */
  #selected(): CustomerNode | undefined {
    const customer = selectedCustomer(this.#services.view);
    if (!customer) showHowToSelect(vscode.l10n.t('Select one customer in the Customers view first.'));
    return customer;
  }

  async #changeOrder(change: Parameters<CustomersModel['update']>[0] | undefined): Promise<void> {
    if (!change) return;
    this.#services.tree.resetPages();
    await this.#services.model.update(change);
  }

  async #open(reference: (RecordReference & { refresh?: boolean }) | undefined): Promise<void> {
    if (!reference) return;
    if (reference.refresh === true || !(await this.#services.records.has(reference))) {
      const customer = await this.#services.records.fetch(reference);
      if (!customer) return;
      await this.#services.fetched.store(reference.tenant, [customer]);
    }
    await vscode.commands.executeCommand('vscode.open', recordUri(reference), {
      // A response may be a preview too, which the record must not replace.
      preview: ![responseScheme, historyScheme].includes(vscode.window.activeTextEditor?.document.uri.scheme ?? ''),
    } satisfies vscode.TextDocumentShowOptions);
  }

  /** Gets a ticket with its notes and its history, as public clients do, and shows the response. */
  async #openTicket({ tenant, connection, id }: RecordReference): Promise<void> {
    const body = { ticket_ids: id, conversation_type: 'notes', history_type: 'all', read_ticket_history_details: '1' };
    await this.#services.ports.sender.send('get-ticket', JSON.stringify(body), {
      purpose: { kind: 'request' },
      tenant,
      connection,
    });
  }

  /** Opens a draft with these fields that have a value or must get one. Nothing is sent. */
  async #draftOf(
    operation: 'add-ticket' | 'update-ticket',
    { tenant, connection }: Pick<RecordReference, 'tenant' | 'connection'>,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { ports, log } = this.#services;
    const found = ports.targets.connectionOf(tenant, connection);
    if (!found) {
      showUnreachable(tenant, log);
      return;
    }
    const required = formFor(found, operation).draft;
    const shown = Object.entries(fields).filter(([name, value]) => value !== '' || name in required);
    await ports.drafts.openDraft(operation, Object.fromEntries(shown), found.name);
  }

  /** Opens a draft for the customer's tenant: in another tenant the ID may belong to a different customer. */
  async #draft(operation: 'get' | 'update', reference: RecordReference): Promise<void> {
    const { ports } = this.#services;
    const connection = ports.targets.connectionOf(reference.tenant, reference.connection);
    if (!connection) {
      showUnreachable(reference.tenant, this.#services.log);
      return;
    }
    const form = formFor(connection, operation);
    const ofCode = form.codePaths ? await this.#fieldsByCode(form, reference) : {};
    if (ofCode)
      await ports.drafts.openDraft(operation, { kapture_customer_id: reference.id, ...ofCode }, connection.name);
  }

  async #openInKapture(from: CustomersNode | vscode.Uri | undefined): Promise<void> {
    const { ports, model, records } = this.#services;
    const reference = openedCustomer(from);
    if (reference) await openInKapture(reference, ports.targets, model, records);
    else void showInformation(vscode.l10n.t('Open a record or an edited customer first.'));
  }

  /**
   * The fields of an Update that identifies a customer by its code, which only the record has. The record is fetched,
   * because another customer can have its earlier code now. Undefined if that failed, which the user was told.
   */
  async #fieldsByCode(form: OperationForm, reference: RecordReference): Promise<Record<string, string> | undefined> {
    const customer = await this.#services.records.fetch(reference);
    return customer && draftByCode(form, customer.text);
  }

  /** Shows the server's response for a failed period. */
  async #showResponse({ pull, response }: FailureGroup): Promise<void> {
    const exchange = response && failedExchange(response, pull);
    if (!exchange) return;
    await this.#services.ports.responses.show(exchange);
    const { text, bytes, records } = response.reading;
    if (records) void showInformation(vscode.l10n.t('The response is shown without its records.'));
    else if (Buffer.byteLength(text) < bytes)
      void showInformation(vscode.l10n.t('Only the beginning of the response was stored.'));
  }

  /**
   * Exports records. `clicked` is the row whose context menu was used; then the selection is exported, even if it has
   * only one row.
   */
  async #export(clicked: RecordNode | undefined): Promise<void> {
    // The selection is read before the wait, during which the view can change to another tenant.
    const { selection } = this.#services.view;
    const shown = await this.#services.model.settled();
    const database = this.#services.storage.path;
    if (!shown || database === undefined) {
      void showInformation(vscode.l10n.t('There is nothing to export. Pull a range first.'));
      return;
    }
    const { pull, loaded, matching } = shown;
    const selected = exportedIds(pull, selection, clicked);
    if (clicked && !selected?.length) return showHowToSelect(vscode.l10n.t('Select rows in the Customers view first.'));
    const periods = await (await this.#services.storage.open()).periods(pull.id);
    const script = vscode.Uri.joinPath(this.#services.context.extensionUri, 'dist', 'export-worker.mjs').fsPath;
    await exportFromView(
      script,
      {
        database,
        pull,
        loaded,
        matching,
        missing: periods.filter(({ isDone }) => !isDone).length,
        filter: this.#services.model.filter,
        only: this.#services.model.only,
        order: { by: this.#services.model.grouping, sort: this.#services.model.sorting },
        selected,
        isSelectionOnly: clicked !== undefined,
      },
      this.#services.context.globalState,
      this.#services.log,
    );
  }
}

async function copyLink(row: CustomersNode): Promise<void> {
  if (row.kind === 'linked' || row.kind === 'ticket') {
    const { tenant, id } = ticketReference(row);
    await copyLines([linkTo({ tenant, object: 'ticket', id })]);
  } else {
    const customer = customerNode(row);
    if (customer) await copyLines([linkTo({ tenant: customer.tenant, object: 'customer', id: customer.id })]);
  }
}

function activeResponse(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === responseScheme ? uri : undefined;
}

async function askOperation(): Promise<'get' | 'update' | 'add' | undefined> {
  const items = [
    { label: vscode.l10n.t('Get Customer'), detail: vscode.l10n.t('Gets this customer.'), operation: 'get' as const },
    {
      label: vscode.l10n.t('Update Customer'),
      detail: vscode.l10n.t('Has the ID of this customer. Add the fields to change.'),
      operation: 'update' as const,
    },
    {
      label: vscode.l10n.t('Add Customer'),
      detail: vscode.l10n.t('A clone with the values of this customer, for any connection.'),
      operation: 'add' as const,
    },
  ];
  const title = vscode.l10n.t('New Request from Customer');
  return (await vscode.window.showQuickPick(items, { title }))?.operation;
}
