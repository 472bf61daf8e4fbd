export { copyAs } from './copyAs.ts';
export { openCurl, pasteCurl } from './pasteCurl.ts';
export { showDryRun } from './showDryRun.ts';
