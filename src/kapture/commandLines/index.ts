export { dryRun } from './dryRun.ts';
export { keyVariableOf, type CopyableRequest } from './copyable.ts';
export { copyFormats, type CopyFormat } from './copyFormats.ts';
export { fromCurl, looksLikeCurl, type CurlProblem, type CurlReading, type CurlRequest } from './fromCurl.ts';
export { recognizeOperation, type KnownPath } from './recognizeOperation.ts';
