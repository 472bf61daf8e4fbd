import * as vscode from 'vscode';
import { operationCommand, operationIds } from '../../kapture/catalogue/registry.ts';
import type { NamedRequestPlace } from '../shared/documents/namedRequestPlace.ts';
import type { Handlers } from '../shared/commands.ts';
import { allowEnvironment } from '../shared/environmentVariables.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { activeRequest } from './activeRequest.ts';
import type { GetOptions } from './getOptions.ts';
import type { RequestActs } from './requestActs.ts';
import type { Requests } from './requests.ts';

/**
 * The commands that send, create and change requests. What has the focus is read at once, because the user can focus
 * another editor while the module with the acts is loaded.
 */
export function requestCommands(requests: Requests, targets: Targets, log: Log): Handlers {
  const acts = async (): Promise<RequestActs> => new (await import('./index.ts')).RequestActs(requests, targets);
  const focused = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;
  return {
    ...Object.fromEntries(
      operationIds.map((id) => [
        operationCommand(id),
        async () => {
          const active = activeRequest();
          await (await acts()).sendActive(id, active);
        },
      ]),
    ),
    'kapture.getCustomer': async (how: GetOptions = {}) => {
      const active = activeRequest();
      await (await acts()).get(how, active);
    },
    'kapture.sendRequest': async (what: vscode.Uri | NamedRequestPlace | undefined = focused()) => {
      const active = activeRequest();
      await (await acts()).sendFile(what, active);
    },
    'kapture.newRequest': async () => (await acts()).newRequest(),
    'kapture.addNamedRequest': async (uri = focused()) =>
      (await import('./index.ts')).addNamedRequest(uri, targets, log),
    'kapture.convertRequest': (uri?: vscode.Uri) => requests.convert(uri),
    'kapture.pinConnection': async (uri = focused()) => (await acts()).pin(uri),
    'kapture.allowEnvironmentVariable': (name: string) => allowEnvironment(name, log),
  };
}
