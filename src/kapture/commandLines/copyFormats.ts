import type { CopyableRequest } from './copyable.ts';
import { toBash } from './toBash.ts';
import { toFetch } from './toFetch.ts';
import { toHttp } from './toHttp.ts';
import { toPowerShell } from './toPowerShell.ts';
import { toPython } from './toPython.ts';

/** A format in which a request can be copied. */
export interface CopyFormat {
  readonly title: string;
  readonly write: (request: CopyableRequest) => string;
}

/** All formats. None contains a key: each reads it from an environment variable. */
export const copyFormats = [
  { title: 'curl (bash)', write: toBash },
  { title: 'curl (PowerShell)', write: toPowerShell },
  { title: 'JavaScript fetch', write: toFetch },
  { title: 'Python requests', write: toPython },
  { title: 'Raw HTTP', write: toHttp },
] as const satisfies readonly CopyFormat[];
