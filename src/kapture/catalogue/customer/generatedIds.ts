/** The IDs that Kapture generates. A write can name a customer or contact by them, and cannot change them. */
export const generatedIds: ReadonlySet<string> = new Set(['kapture_customer_id', 'contact_id']);
