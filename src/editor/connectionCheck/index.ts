export { applyFindings } from './applyFindings.ts';
export { reportLenses, reportText } from './reportText.ts';
export { testConnection, testWithCustomer } from './testConnection.ts';
