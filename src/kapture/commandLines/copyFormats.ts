import type { CopyableRequest } from './copyable.ts';
import { toBash } from './toBash.ts';
import { toFetch } from './toFetch.ts';
import { toHttp } from './toHttp.ts';
import { toPowerShell } from './toPowerShell.ts';
import { toPython } from './toPython.ts';

/** A form in which a request can be copied. */
export interface CopyFormat {
  readonly title: string;
  readonly write: (request: CopyableRequest) => string;
}

/** All forms. None holds a key: each names the environment variable that has it. */
export const copyFormats = [
  { title: 'cURL (bash)', write: toBash },
  { title: 'cURL (PowerShell)', write: toPowerShell },
  { title: 'JavaScript fetch', write: toFetch },
  { title: 'Python requests', write: toPython },
  { title: 'Raw HTTP', write: toHttp },
] as const satisfies readonly CopyFormat[];
