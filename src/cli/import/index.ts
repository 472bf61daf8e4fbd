export { runImport } from './runImport.ts';
