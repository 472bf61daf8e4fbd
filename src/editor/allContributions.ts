import { contributions as bulk } from './bulk/contributions.ts';
import { contributions as compare } from './compare/contributions.ts';
import { contributions as connectionCheck } from './connectionCheck/contributions.ts';
import { contributions as connections } from './connections/contributions.ts';
import { contributions as commandLines } from './commandLines/contributions.ts';
import { contributions as customers } from './customers/contributions.ts';
import { contributions as edits } from './edits/contributions.ts';
import { contributions as history } from './history/contributions.ts';
import { contributions as insights } from './insights/contributions.ts';
import { contributions as payloadTests } from './payloadTests/contributions.ts';
import { contributions as postman } from './snippets/postman/contributions.ts';
import { contributions as queries } from './queries/contributions.ts';
import { contributions as responses } from './responses/contributions.ts';
import { contributions as responseValues } from './responseValues/contributions.ts';
import { contributions as requests } from './requests/contributions.ts';
import { contributions as sandbox } from './sandbox/contributions.ts';
import { contributions as snippets } from './snippets/contributions.ts';
import { contributions as tenantFields } from './tenantFields/contributions.ts';
import { contributions as variables } from './variables/contributions.ts';
import { contributions as shared } from './shared/sharedContributions.ts';

/** The contributions of all features to the manifest, in the order of the documentation. */
export const allContributions = [
  requests,
  customers,
  edits,
  bulk,
  insights,
  responses,
  responseValues,
  tenantFields,
  queries,
  compare,
  snippets,
  postman,
  history,
  connections,
  connectionCheck,
  variables,
  commandLines,
  payloadTests,
  sandbox,
  shared,
] as const;
