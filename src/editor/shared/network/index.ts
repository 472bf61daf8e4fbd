import { workspace } from 'vscode';
import type { NetworkSettings } from '../../../kapture/http/network.ts';

/**
 * The user's current proxy and certificate settings (VS Code's own settings). Workspace values are ignored, because a
 * proxy sees where requests go.
 */
export function networkSettings(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  const userValue = (name: string): unknown => http.inspect(name)?.globalValue;
  const textOf = (name: string): string => {
    const value = userValue(name);
    return typeof value === 'string' ? value : '';
  };
  const noProxy = userValue('noProxy');
  return {
    usesProxies: userValue('proxySupport') !== 'off',
    proxy: textOf('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((entry) => typeof entry === 'string') : [],
    proxyAuthorization: textOf('proxyAuthorization'),
    checksProxyCertificate: userValue('proxyStrictSSL') !== false,
    usesSystemCertificates: userValue('systemCertificates') !== false,
    environment: process.env,
  };
}
