import * as vscode from 'vscode';
import { ClientLoader } from './editor/shared/sending/clientLoader.ts';
import { registerCommands } from './editor/shared/commands.ts';
import { Connections } from './editor/connections/register.ts';
import { registerConvert } from './editor/convert/register.ts';
import { registerCustomerTabs } from './editor/customers/customerTabs.ts';
import { Customers } from './editor/customers/register.ts';
import { documentTarget } from './editor/shared/documents/documentTarget.ts';
import { isEditUri } from './editor/shared/documents/editUri.ts';
import { Edits } from './editor/edits/register.ts';
import { History } from './editor/history/register.ts';
import { registerInsights } from './editor/insights/register.ts';
import { Log } from './editor/shared/log.ts';
import { registerOutline } from './editor/outline/register.ts';
import { PayloadTests } from './editor/payloadTests/register.ts';
import { registerWalkthrough } from './editor/walkthrough/register.ts';
import { Responses } from './editor/responses/register.ts';
import { Requests } from './editor/requests/register.ts';
import { registerSandbox } from './editor/sandbox/register.ts';
import { SandboxHost } from './editor/sandbox/sandboxHost.ts';
import { Sender } from './editor/shared/sending/sender.ts';
import { setContext } from './editor/shared/settings.ts';
import { Snippets } from './editor/snippets/register.ts';
import { EnvironmentFiles } from './editor/variables/environmentFiles.ts';
import { registerVariables } from './editor/variables/register.ts';
import { Variables } from './editor/variables/variables.ts';
import type { Exchange } from './kapture/exchange/exchange.ts';
import { operations } from './kapture/catalogue/registry.ts';

/** What VS Code has no API for and the host tests look at. Nobody else is given it. */
export interface TestAccess {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly customers: Customers;
  readonly edits: Edits;
  readonly snippets: Snippets;
  readonly history: History;
  readonly payloadTests: PayloadTests;
}

/** What has to be done before the window closes. */
let finish = (): Promise<void> => Promise.resolve();

/** The front door: builds the services, hands one to another, registers the features. Nothing slow, nothing on the network. */
export function activate(context: vscode.ExtensionContext): TestAccess | undefined {
  const log = new Log();
  const clients = new ClientLoader();
  const sandbox = new SandboxHost(log);
  const connections = new Connections(context, sandbox, clients, log);
  const { targets } = connections;
  const sender = new Sender(targets, clients, log);
  const environmentFiles = new EnvironmentFiles(log);
  const variables = new Variables(
    environmentFiles,
    (document) => documentTarget(document, targets).connection,
    targets.onDidChange,
  );
  const customers: Customers = new Customers(context, log, {
    targets,
    sender,
    clients,
    openDraft: (...draft) => requests.openDraft(...draft),
    showResponse: (exchange) => responses.show(exchange),
  });
  const responses: Responses = new Responses(
    sender,
    log,
    (exchange) => customers.showCustomers(exchange),
    (exchange) => show(exchange),
  );

  const show = async (exchange: Exchange): Promise<void> => {
    variables.remember(exchange);
    await responses.show(exchange);
    if (exchange.operation === 'add' && exchange.response.reading.outcome === 'success')
      setContext('kapture.didAdd', true);
    if (operations[exchange.operation].writes) await customers.refreshAfterWrite(exchange);
  };
  const requests: Requests = new Requests(context.globalStorageUri, targets, sender, variables, log, show);
  const edits = new Edits(
    context,
    {
      targets,
      sender,
      variables,
      mark: (document, exchange) => requests.mark(document, exchange),
      take: (tenant, customer) => customers.take(tenant, customer),
    },
    () => customers.selected,
    log,
  );
  const snippets = new Snippets(context, log, (uri) => responses.exchangeOf(uri));
  const history = new History(context, targets, log, {
    sender,
    show,
    openDraft: (...draft) => requests.openDraftOf(...draft),
  });
  finish = () => history.close();
  const payloadTests = new PayloadTests({ targets, clients, variables, log }, context.extensionUri);

  context.subscriptions.push(
    log,
    clients,
    sandbox,
    connections,
    sender,
    environmentFiles,
    variables,
    customers,
    responses,
    requests,
    edits,
    snippets,
    history,
    payloadTests,
    registerSandbox(sandbox, log),
    registerVariables(variables),
    registerOutline(),
    registerCustomerTabs(),
    registerConvert(
      {
        addresses: connections,
        keyOffers: connections,
        requests: {
          bodyOf: (...request) => (isEditUri(request[1].uri) ? edits.bodyOf(request[1]) : requests.bodyOf(...request)),
        },
        targets,
        exchangeOf: (uri) => responses.exchangeOf(uri),
        openDraftOf: (...draft) => requests.openDraftOf(...draft),
      },
      log,
    ),
    registerInsights({ targets, log, extensionUri: context.extensionUri, customers: () => customers.open() }),
    registerWalkthrough(),
    registerCommands(log, { 'kapture.showLog': () => log.show() }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { context, log, customers, edits, snippets, history, payloadTests }
    : undefined;
}

/** Called by VS Code as the window closes: what was sent until then is kept. */
export function deactivate(): Promise<void> {
  return finish();
}
