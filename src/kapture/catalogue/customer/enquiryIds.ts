/**
 * Where the response to Add and Update has the ids: tenants of the flat dialect put them in the enquiry, those of the
 * array dialect next to it. The names in the nested dialect are unpublished; these are the ones that its requests have.
 */
export const enquiryIds = {
  customerId: [
    ['Enquiry', 'kapture_customer_id'],
    ['Kapture Customer Id'],
    ['customer_id'],
    ['customer_info', 'customer_id'],
  ],
  contactId: [['Enquiry', 'contact_id'], ['contact_id']],
} as const;
