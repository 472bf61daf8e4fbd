export { copyAs } from './copyAs.ts';
export { pasteCurl } from './pasteCurl.ts';
