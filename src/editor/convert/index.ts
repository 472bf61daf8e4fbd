export { copyAs } from './copyAs.ts';
export { openCurl, openRead, pasteCurl } from './pasteCurl.ts';
export { showDryRun } from './showDryRun.ts';
