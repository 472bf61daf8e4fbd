import { valueAtPointer } from '../kapture/json/jsonPointer.ts';
import { inEnglish } from '../kapture/problem/problem.ts';
import { readRecording, type Recording } from '../kapture/recordings/recording.ts';
import { withoutControlHeader, wrongMethod } from './controlRefusals.ts';
import { parsedBody } from './parsedBody.ts';
import type { Route } from './route.ts';
import { jsonResponse, sandboxFailure, type SandboxRequest, type SandboxResponse } from './sandboxResponse.ts';

/** A recording and its name, which lists show. */
export interface NamedRecording {
  readonly name: string;
  readonly recording: Recording;
}

/** The header of a response that the sandbox was taught, and its value. */
const taughtHeader = { 'x-kapture-sandbox': 'taught' } as const;

/** Whether a response was taught, and is not the sandbox's own. */
export function isTaught({ headers }: SandboxResponse): boolean {
  return Object.entries(taughtHeader).every(([name, value]) => headers[name] === value);
}

/** The responses that a sandbox was taught. The latest one that matches a request is used. */
export class Recordings {
  #taught: NamedRecording[] = [];

  constructor(taught: readonly NamedRecording[] = []) {
    this.#taught = [...taught];
  }

  get list(): readonly Omit<Recording & { readonly name: string }, 'response'>[] {
    return this.#taught.map(({ name, recording: { response: _, ...rest } }) => ({ name, ...rest }));
  }

  /** Replaces a recording with the same name. */
  teach(name: string, recording: Recording): void {
    this.forget([name]);
    this.#taught.push({ name, recording });
  }

  forget(names: readonly string[]): void {
    this.#taught = this.#taught.filter(({ name }) => !names.includes(name));
  }

  /** The response to a request with this body; undefined if none was taught. */
  responseTo({ operation, dialect }: Pick<Route, 'operation' | 'dialect'>, body: unknown): SandboxResponse | undefined {
    const found = this.#taught.findLast(
      ({ recording }) =>
        recording.operation === operation &&
        recording.dialect === dialect &&
        Object.entries(recording.match).every(([pointer, value]) => {
          const sent = valueAtPointer(body, pointer);
          // A client may send an ID as a number or as a string.
          return sent.found && String(sent.value) === String(value);
        }),
    )?.recording;
    return (
      found && {
        status: found.status,
        headers: { 'content-type': 'application/json;charset=UTF-8', ...taughtHeader },
        body: [found.response],
      }
    );
  }
}

/**
 * Handles the paths of what the sandbox was taught; undefined for any other path. `GET /sandbox/recordings` lists it,
 * `POST /sandbox/recordings` teaches the recording in `{"name": …, "recording": "<text of its file>"}`, and
 * `POST /sandbox/recordings/forget` forgets those in `{"names": […]}`.
 */
export function recordingsResponse(recordings: Recordings, request: SandboxRequest): SandboxResponse | undefined {
  if (!/^\/sandbox\/recordings(?:\/forget)?$/.test(request.path)) return undefined;
  const refusal = withoutControlHeader(request);
  if (refusal) return refusal;
  const isForget = request.path.endsWith('/forget');
  if (request.method === 'GET' && !isForget) return jsonResponse(200, recordings.list);
  if (request.method !== 'POST') return wrongMethod('POST');
  const { name, recording: text, names } = (parsedBody(request.body) ?? {}) as Readonly<Record<string, unknown>>;
  if (isForget) {
    if (!Array.isArray(names)) return sandboxFailure(400, 'names must be an array.');
    recordings.forget(names as string[]);
    return jsonResponse(200, recordings.list);
  }
  if (typeof name !== 'string' || !name || typeof text !== 'string')
    return sandboxFailure(400, 'name and recording must be strings.');
  const { recording, problem } = readRecording(text);
  if (!recording) return sandboxFailure(400, inEnglish(problem));
  recordings.teach(name, recording);
  return jsonResponse(200, recordings.list);
}
