import { l10n } from 'vscode';
import { formFor } from '../../kapture/connection/connection.ts';
import { convertForConnection, type ConvertedRequest } from '../../kapture/dialects/convertForConnection.ts';
import { readRequest } from '../../kapture/exchange/requestBody.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import type { ReadBody } from '../shared/ports.ts';
import { UserError } from '../shared/questions/userError.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { ComparedRequest, ComparePorts } from './ports.ts';

/** The body of a request for a connection. */
export interface RequestForConnection extends ReadBody {
  /** What was converted, and what the conversion loses, as sentences. */
  readonly notes: readonly string[];
  /** The dialect of the connection has no equivalent of some of the request, so it may return other customers. */
  readonly isIncomplete: boolean;
}

/**
 * The body of a document's request for a connection, in its dialect and with its variables. `answers` has the answers
 * to its questions, which are otherwise asked. Undefined if it cannot be sent, which the user was told.
 */
export async function requestFor(
  { document, operation, connection }: ComparedRequest,
  { requests }: Pick<ComparePorts, 'requests'>,
  answers?: VariableLookup,
): Promise<RequestForConnection | undefined> {
  // Problems are shown at their places in the document, so they are looked for before the conversion.
  const read = await requests.readBody(operation, document, connection, answers);
  if (!read) return undefined;
  const converted = convertForConnection(read.text, operation, connection, dialectTitle);
  if (!converted) return { ...read, notes: [], isIncomplete: false };
  const { lookup } = read;
  const reading = readRequest(formFor(connection, operation), converted.text, lookup);
  const name = oneLabel(connection.name, 60);
  if (reading.problem)
    throw new UserError(
      l10n.t('The request could not be converted to the {0} dialect for {1}.', dialectTitle(converted.to), name),
    );
  const lost = lostTexts(converted);
  return {
    ...read,
    body: reading.body,
    notes: [l10n.t('The request was converted to the {0} dialect for {1}.', dialectTitle(converted.to), name), ...lost],
    isIncomplete: lost.length > 0,
  };
}

/** What a conversion loses, as sentences. */
function lostTexts({ to, unplaced, rounded, uncertain }: ConvertedRequest): readonly string[] {
  const sentences: string[] = [];
  if (unplaced.length)
    sentences.push(
      l10n.t(
        'The {0} dialect has no equivalent of these fields, so they are not sent: {1}.',
        dialectTitle(to),
        unplaced.join(', '),
      ),
    );
  if (rounded.length)
    sentences.push(
      l10n.t(
        'The {0} dialect has dates without times, so these dates are sent without their times: {1}.',
        dialectTitle(to),
        rounded.join(', '),
      ),
    );
  if (uncertain.length)
    sentences.push(
      l10n.t(
        'The {0} dialect treats the last day of a range differently. Because of a variable, the range may end a day earlier or later: {1}.',
        dialectTitle(to),
        uncertain.join(', '),
      ),
    );
  return sentences;
}
