export { dryRun } from './dryRun.ts';
export { markedHeaders } from './requestHead.ts';
export {
  bodyVariables,
  copyableHeaders,
  copyableSecrets,
  headerVariables,
  keyVariableOf,
  type CopyableHeader,
  type CopyableRequest,
} from './copyable.ts';
export { copyFormats, type CopyFormat } from './copyFormats.ts';
export { fromCurl, looksLikeCurl, type CurlProblem, type CurlReading, type CurlRequest } from './fromCurl.ts';
export { recognizeOperation, type KnownPath } from './recognizeOperation.ts';
export { connectionOfCurl, type CurlConnection, type CurlConnectionReading } from './connectionOfCurl.ts';
export { curlHeaders, hasHeader, entryOfCurlHeader, type CurlHeader } from './curlHeaders.ts';
export { withCurlHeaders } from './withCurlHeaders.ts';
