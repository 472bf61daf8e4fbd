export { copyAs } from './copyAs.ts';
export { openCurl, pasteCurl } from './pasteCurl.ts';
