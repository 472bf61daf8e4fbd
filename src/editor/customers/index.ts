/** The part of the Customers view that is loaded on first use, because it includes the store. */
export { CustomersView } from './customersView.ts';
