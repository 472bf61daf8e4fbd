import * as vscode from 'vscode';
import { ClientLoader } from './editor/clientLoader.ts';
import { registerCommands } from './editor/commands.ts';
import { Connections } from './editor/connections/connections.ts';
import { registerConvert } from './editor/convert/registerConvert.ts';
import { registerCustomerTabs } from './editor/customerTabs.ts';
import { Customers } from './editor/customers/customers.ts';
import { documentTarget } from './editor/documentTarget.ts';
import { isEditUri } from './editor/editUri.ts';
import { Edits } from './editor/edits/edits.ts';
import { History } from './editor/history/history.ts';
import { registerInsights } from './editor/insights/registerInsights.ts';
import { Log } from './editor/log.ts';
import { registerOutline } from './editor/outline/registerOutline.ts';
import { PayloadTests } from './editor/payloadTests/payloadTests.ts';
import { registerWalkthrough } from './editor/registerWalkthrough.ts';
import { Replies } from './editor/replies/index.ts';
import { Requests } from './editor/requests/requests.ts';
import { registerSandbox } from './editor/sandbox/index.ts';
import { SandboxHost } from './editor/sandbox/sandboxHost.ts';
import { Sender } from './editor/sender.ts';
import { setContext } from './editor/settings.ts';
import { Snippets } from './editor/snippets/snippets.ts';
import { EnvironmentFiles } from './editor/variables/environmentFiles.ts';
import { registerVariables } from './editor/variables/index.ts';
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
    showResponse: (exchange) => replies.show(exchange),
  });
  const replies: Replies = new Replies(
    sender,
    log,
    (exchange) => customers.showCustomers(exchange),
    (exchange) => show(exchange),
  );

  const show = async (exchange: Exchange): Promise<void> => {
    variables.remember(exchange);
    await replies.show(exchange);
    if (exchange.operation === 'add' && exchange.reply.reading.outcome === 'success')
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
  const snippets = new Snippets(context, log, (uri) => replies.exchangeOf(uri));
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
    replies,
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
        exchangeOf: (uri) => replies.exchangeOf(uri),
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
