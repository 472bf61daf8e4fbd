import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { operations } from '../../../kapture/catalogue/registry.ts';
import type { CurlProblem } from '../../../kapture/commandLines/fromCurl.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { readRaw, type RequestProblem } from '../../../kapture/exchange/requestBody.ts';
import { noResponse } from '../../../kapture/http/noResponse.ts';
import { syntaxProblem } from '../../../kapture/json/syntaxProblem.ts';
import { asSentence } from '../../../kapture/problem/problem.ts';
import type { ReceivedCounts } from '../../../kapture/pull/periodFailure.ts';
import type { ResponseTrouble } from '../../../kapture/responses/readResponse.ts';
import { readAsk } from '../../../kapture/variables/askVariable.ts';
import { deniedEnvironment } from '../settings.ts';
import { problemText } from './catalogueTexts.ts';
import { megabytesText, numberText, sizeText } from './localTexts.ts';
import { oneLine, withoutLinks } from './plainText.ts';

export function explainError(error: Parameters<typeof noResponse>[0]): string {
  return problemText(noResponse(error));
}

/**
 * One sentence about an unusable response; undefined for a success and for a failure caused by the data. `isShown`:
 * whether the user can see the response.
 */
export function explainTrouble(
  { operation, url, connection, response }: Exchange,
  { isShown = true } = {},
): string | undefined {
  const { trouble } = response.reading;
  // A write may have been carried out, so it must not be repeated at once.
  if (trouble === 'rate-limited' && operations[operation].writes)
    return l10n.t('{0} is rate limiting requests (HTTP 429).', new URL(url).host);
  if (response.bytes === 0 && (trouble === 'not-json' || trouble === 'truncated'))
    return l10n.t('{0} returned an empty response (HTTP {1}).', new URL(url).host, response.status);
  if (trouble === 'not-json' && !isShown)
    return l10n.t(
      '{0} did not return JSON (HTTP {1}). Check the base URL and path.',
      new URL(url).host,
      response.status,
    );
  return (
    trouble &&
    troubleSentence(trouble, new URL(url).host, connection, response.status, response.location, {
      records: response.reading.records.length,
      bytes: response.bytes,
    })
  );
}

export function explainFailure({ url, response }: Exchange): string {
  const { host } = new URL(url);
  const { message = '' } = response.reading;
  return message.trim()
    ? l10n.t('{0} returned an undocumented failure: {1}', host, asSentence(oneLine(message)))
    : l10n.t('{0} returned a failure without a message (HTTP {1}).', host, response.status);
}

/** Like {@link explainTrouble}, from the properties of a response. */
export function troubleSentence(
  trouble: ResponseTrouble,
  host: string,
  connection: string,
  status: number,
  location: string | undefined,
  came?: ReceivedCounts,
): string {
  switch (trouble) {
    case 'unauthorized':
      return l10n.t('Kapture rejected the auth key for {0}.', connection);
    case 'rate-limited':
      return l10n.t('{0} is rate limiting requests (HTTP 429). Wait a moment, then try again.', host);
    case 'server-error':
      return l10n.t('{0} returned a server error (HTTP {1}).', host, status);
    case 'redirected':
      return l10n.t(
        '{0} redirects (HTTP {2}) to {1}. Check the base URL and path.',
        host,
        location ? oneLine(location) : '?',
        status,
      );
    case 'truncated':
      return truncatedSentence(host, came);
    case 'not-json':
      return l10n.t('{0} did not return JSON (HTTP {1}).', host, status);
    case 'unknown-envelope':
      return l10n.t('{0} returned JSON that reports neither success nor failure (HTTP {1}).', host, status);
    case 'no-list':
      return l10n.t('{0} reports success but returned no list of customers (HTTP {1}).', host, status);
    case 'no-record':
      return l10n.t('The response from {0} reports success but has no customer (HTTP {1}).', host, status);
  }
}

/** One sentence about a response that ended early, with the customers that were received before. */
export function truncatedSentence(host: string, came?: ReceivedCounts): string {
  if (!came?.records) return l10n.t('The response from {0} ended early.', host);
  const size = sizeText(came.bytes);
  return came.records === 1
    ? l10n.t('The response from {0} ended early, after one customer ({1}).', host, size)
    : l10n.t('The response from {0} ended early, after {1} customers ({2}).', host, numberText(came.records), size);
}

/**
 * One sentence about a text that cannot be sent. `line` is the 1-based line of the problem. `isSent` is set if the user
 * sent the request, instead of just showing or copying it.
 */
export function explainRequestProblem(problem: RequestProblem, line: number, isSent = true): string {
  const reason = reasonOf(problem, line);
  if (!isSent) return l10n.t('The request cannot be sent: {0}', reason);
  // Requests before it may have been sent, because it uses the response to an earlier one.
  return problem.detail.startsWith('$last.')
    ? l10n.t('The request was not sent: {0}', reason)
    : l10n.t('Nothing was sent: {0}', reason);
}

/** The sentence about a body that is not JSON, with its line in the text; undefined if it is. */
export function explainSyntax(text: string): string | undefined {
  const { problem } = readRaw(text);
  if (problem?.reason !== 'syntax') return undefined;
  return explainRequestProblem(problem, text.slice(0, problem.offset).split('\n').length, false);
}

function reasonOf({ reason, detail }: RequestProblem, line: number): string {
  switch (reason) {
    case 'empty':
      return l10n.t('there is no JSON to send.');
    case 'syntax':
      return l10n.t('the JSON is invalid on line {0} ({1}).', line, problemText(syntaxProblem(detail)));
    case 'too-long':
      return l10n.t('a request cannot be larger than {0}.', megabytesText(Number(detail)));
    case 'too-deep':
      return l10n.t('brackets are nested more than {0} levels deep.', detail);
    case 'several-bodies':
      return l10n.t('there are {0} request bodies. Select the one to send.', detail);
    case 'unknown-variable': {
      const denied = deniedEnvironment(detail);
      if (denied !== undefined)
        return l10n.t('your settings do not allow the environment variable {0} (line {1}).', denied, line);
      if (detail.startsWith('?'))
        return l10n.t('the question on line {0} is invalid. {1}', line, problemText(readAsk(detail).problem) ?? '');
      return l10n.t('{0} has no value (line {1}).', `{{${detail}}}`, line);
    }
    case 'unclosed-variable':
      return l10n.t('{0} has no {2} (line {1}).', `{{${detail}`, line, '}}');
    case 'no-object':
      return l10n.t('a request must be one JSON object, with or without square brackets around it.');
  }
}

/** Explains why a command cannot be opened as a request. */
export function explainCurl({ reason, detail }: CurlProblem): string {
  const detailText = withoutLinks(oneLine(detail, 80));
  switch (reason) {
    case 'no-command':
      return vscode.l10n.t('This is not a curl command.');
    case 'unclosed-quote':
      return vscode.l10n.t('The curl command is incomplete: a quote is never closed.');
    case 'substitution':
      return vscode.l10n.t('The curl command runs another command. Replace that with its output.');
    case 'no-url':
      return vscode.l10n.t('The curl command has no URL.');
    case 'several-urls':
      return vscode.l10n.t('The curl command has more than one URL or an unknown option: {0}', detailText);
    case 'no-body':
      return vscode.l10n.t('The curl command sends no body. Kapture needs a JSON body.');
    case 'method':
      return vscode.l10n.t('The curl command is a {0} request. Kapture accepts only POST.', detailText);
    case 'file':
      return detailText === '-'
        ? vscode.l10n.t('The curl command reads its body from standard input. Insert the JSON instead.')
        : vscode.l10n.t('The curl command reads its body from {0}. Insert the JSON instead.', detailText);
    case 'unsupported':
      return vscode.l10n.t('The curl command uses {0}, which requests to Kapture do not support.', detailText);
    case 'joined':
      return vscode.l10n.t('The bodies of the curl command, joined, are not JSON. Use a single option.');
    case 'not-json':
      return vscode.l10n.t('The body of the curl command is not JSON.');
  }
}
