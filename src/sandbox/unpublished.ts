import { commonFailures, type OperationForm } from '../kapture/catalogue/form.ts';
import type { FailureReason } from '../kapture/catalogue/failures.ts';
import { envelopeOf, failureResponse, sandboxFailure, type SandboxResponse } from './sandboxResponse.ts';

/** What the sandbox has to know to respond where nothing is published. */
export interface Respondent {
  readonly form: OperationForm;
  /** Refuses what is not published. */
  readonly isStrict: boolean;
}

/** The header of a response that is not published, but the sandbox's own choice, and its value. */
const inferredHeader = { 'x-kapture-sandbox': 'inferred' } as const;

/** A response with the header that says that it is not published. */
export function marked(response: SandboxResponse): SandboxResponse {
  return { ...response, headers: { ...response.headers, ...inferredHeader } };
}

/** A response that is not published: marked. A strict sandbox refuses the request instead, without carrying it out. */
export function inferred({ form, isStrict }: Respondent, respond: () => SandboxResponse): SandboxResponse {
  if (!isStrict) return marked(respond());
  return marked(
    sandboxFailure(
      501,
      "Kapture's response to this request is not published, and this sandbox is strict.",
      envelopeOf(form),
    ),
  );
}

/** A failure with its published message. It is inferred if it is not documented for the form. */
export function failed(request: Respondent, reason: FailureReason): SandboxResponse {
  const { form } = request;
  const respond = (): SandboxResponse => failureResponse(reason, envelopeOf(form));
  return reason in commonFailures || reason in form.failures ? respond() : inferred(request, respond);
}

/** A failure of the sandbox itself, for a request whose real response is not published. */
export function undocumented(request: Respondent, message: string): SandboxResponse {
  return inferred(request, () => sandboxFailure(400, message, envelopeOf(request.form)));
}
