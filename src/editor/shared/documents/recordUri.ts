import { Uri } from 'vscode';
import { tenantOfSegment, tenantSegment } from '../../../kapture/connection/tenant.ts';
import { recordScheme } from '../ids.ts';

export interface RecordReference {
  readonly tenant: string;
  readonly id: string;
  /** Name of the preferred connection if several lead to the tenant. */
  readonly connection?: string | undefined;
}

const suffix = '.kapture-record';
const sandboxPrefix = 'sandbox:';
/** The folder of a sandbox's records, for breadcrumbs. No other tenant's folder has capitals. */
const sandboxFolder = 'Sandbox';

/**
 * The URI of a record's document. A numeric id appears unchanged in the URI and so in the tab's title. In any other id,
 * slashes and invisible characters are encoded, so that the URI can be read back and the title stays intact. A sandbox
 * is identified by the authority, which breadcrumbs do not show.
 */
export function recordUri({ tenant, id }: RecordReference): Uri {
  const isSandbox = tenant.startsWith(sandboxPrefix);
  return Uri.from({
    scheme: recordScheme,
    ...(isSandbox && { authority: tenant.slice(sandboxPrefix.length) }),
    path: `/${isSandbox ? sandboxFolder : tenantSegment(tenant)}/${id.replace(/[%/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, encodeURIComponent)}${suffix}`,
  });
}

/** The record of a URI. Undefined for a URI that {@link recordUri} does not create, such as one of an older version. */
export function readRecordUri({ authority, path }: Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = path.split('/');
  const tenant = tenantOf(authority, segment);
  if (tenant === undefined || !file.endsWith(suffix) || rest.length) return undefined;
  return { tenant, id: file.slice(0, -suffix.length).replace(/(?:%[0-9A-F]{2})+/g, decoded) };
}

function tenantOf(authority: string, folder: string): string | undefined {
  if (folder === sandboxFolder) return /^\w+$/.test(authority) ? sandboxPrefix + authority : undefined;
  return authority || folder.startsWith('sandbox+') ? undefined : tenantOfSegment(folder);
}

/** The decoded text; the text itself if it is not valid encoding. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
