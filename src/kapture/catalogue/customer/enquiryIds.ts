/**
 * Where the response to Add and Update has the ids: tenants of the flat dialect put them in the enquiry, those of the
 * array dialect next to it.
 */
export const enquiryIds = {
  customerId: [['Enquiry', 'kapture_customer_id'], ['Kapture Customer Id']],
  contactId: [['Enquiry', 'contact_id'], ['contact_id']],
} as const;
