/** The part of the customers view that is loaded on first use, for it brings the store. */
export { CustomersView } from './customersView.ts';
