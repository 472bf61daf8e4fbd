import type { Uri } from 'vscode';
import type { NamedRequestId } from '../../../kapture/namedRequests/readNamedRequests.ts';

/** A request of a file with several, as the argument of a command. */
export interface NamedRequestPlace extends NamedRequestId {
  readonly uri: Uri;
}
