import * as vscode from 'vscode';
import type { Exchange } from './kapture/exchange/exchange.ts';
import { registerBulk } from './editor/bulk/register.ts';
import { ClientLoader } from './editor/shared/sending/clientLoader.ts';
import { registerCommands } from './editor/shared/commands.ts';
import { Compare } from './editor/compare/register.ts';
import { registerConnectionCheck } from './editor/connectionCheck/register.ts';
import { Connections } from './editor/connections/register.ts';
import { registerCommandLines } from './editor/commandLines/register.ts';
import { registerCustomerTabs } from './editor/customers/customerTabs.ts';
import { Customers } from './editor/customers/register.ts';
import { Edits } from './editor/edits/register.ts';
import { History } from './editor/history/register.ts';
import { registerInsights } from './editor/insights/register.ts';
import { Log } from './editor/shared/log.ts';
import { PayloadTests } from './editor/payloadTests/register.ts';
import { registerPostman } from './editor/snippets/postman/register.ts';
import { registerQueries } from './editor/queries/register.ts';
import { registerWalkthrough } from './editor/walkthrough/register.ts';
import { registerResponseValues } from './editor/responseValues/register.ts';
import { Responses } from './editor/responses/register.ts';
import { registerRequests } from './editor/requests/register.ts';
import { Requests } from './editor/requests/requests.ts';
import { registerSandbox } from './editor/sandbox/register.ts';
import { SandboxHost } from './editor/sandbox/sandboxHost.ts';
import { Sender } from './editor/shared/sending/sender.ts';
import { Snippets } from './editor/snippets/register.ts';
import { TenantFields } from './editor/tenantFields/register.ts';
import { EnvironmentFiles } from './editor/variables/environmentFiles.ts';
import { registerVariables } from './editor/variables/register.ts';
import { EditorVariables } from './editor/variables/editorVariables.ts';

/** Internal services that the host tests need. Only returned in VS Code's test mode. */
export interface TestAccess {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly customers: Customers;
  readonly edits: Edits;
  readonly compare: Compare;
  readonly snippets: Snippets;
  readonly history: History;
  readonly payloadTests: PayloadTests;
  readonly fields: TenantFields;
  readonly deactivate: () => Promise<void>;
}

let finish = (): Promise<void> => Promise.resolve();

/** Creates the services in order and registers the features. It must not do anything slow or use the network. */
export function activate(context: vscode.ExtensionContext): TestAccess | undefined {
  const log = new Log();
  const clients = new ClientLoader();
  const sandbox = new SandboxHost(log);
  const connections = new Connections(context, sandbox, log);
  const { targets } = connections;
  const sender = new Sender(targets, clients, log);
  const environmentFiles = new EnvironmentFiles(log);
  const variables = new EditorVariables(environmentFiles, targets, sender);
  const fields = new TenantFields({
    targets,
    sender,
    log,
    database: vscode.Uri.joinPath(context.globalStorageUri, 'kapture.db'),
    // The customers are created later, because they need the requests.
    customers: () => customers,
  });
  const requests = new Requests(targets, sender, variables, log);
  const requestEditors = registerRequests({ requests, targets, sender, variables, fields, log });
  const responses = new Responses({ sender, drafts: requests, targets, log }, fields, context.globalState);
  const customers: Customers = new Customers(context, log, {
    targets,
    sender,
    clients,
    fields,
    drafts: requests,
    responses,
  });
  const edits = new Edits(context, { targets, sender, variables, customers, responses }, log);
  const compare = new Compare({
    targets,
    sender,
    log,
    storage: context.globalStorageUri,
    requests,
    responses,
    customers,
  });
  const snippets = new Snippets(context, { log, responses, targets, variables, requests });
  const history = new History(context, targets, {
    sender,
    drafts: requests,
    log,
    compare,
  });
  const payloadTests = new PayloadTests(
    { targets, clients, variables, log, showWritten: (writes) => customers.showWritten(writes) },
    context.extensionUri,
  );
  const bulk = registerBulk({
    targets,
    clients,
    variables,
    log,
    drafts: requests,
    history,
    state: context.globalState,
    extensionUri: context.extensionUri,
    globalStorageUri: context.globalStorageUri,
  });
  const exchangeOf = async (uri: vscode.Uri, needsResponse?: boolean): Promise<Exchange | undefined> =>
    responses.exchangeOf(uri) ?? (await history.exchangeOf(uri, needsResponse));
  finish = () => {
    // This does not wait for the history, because after a reload the new window must not find its documents owned by
    // this one.
    edits.close();
    return history.close();
  };

  context.subscriptions.push(
    log,
    clients,
    sandbox,
    connections,
    sender,
    environmentFiles,
    variables,
    fields,
    requestEditors,
    responses,
    customers,
    edits,
    compare,
    snippets,
    history,
    payloadTests,
    registerSandbox(sandbox, log, async () => (await customers.open()).discardSandbox()),
    registerVariables(variables),
    registerResponseValues({ log, exchangeOf, responses, variables }),
    registerQueries({ context, log, exchangeOf, customers: () => customers.open() }),
    registerCustomerTabs(),
    registerCommandLines({ log, targets, connections, requests, edits, exchangeOf }),
    registerPostman({ targets, connections, variables, snippets, log }),
    registerConnectionCheck({ targets, connections, clients, log, customers: () => customers.open() }),
    registerInsights({ targets, log, extensionUri: context.extensionUri, customers: () => customers.open() }),
    bulk,
    registerWalkthrough(sender),
    registerCommands(log, {
      'kapture.deleteStoredData': async (kind) => {
        const stored = [(await customers.open()).storedData, ...(await history.storedData()), await bulk.storedData()];
        return (await import('./editor/shared/storedData.ts')).deleteStoredData(kind, stored, targets, log);
      },
      'kapture.showLog': () => log.show(),
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { context, log, customers, edits, compare, snippets, history, payloadTests, fields, deactivate }
    : undefined;
}

/** Called by VS Code when the window closes. Waits until the history has stored all exchanges. */
export function deactivate(): Promise<void> {
  return finish();
}
