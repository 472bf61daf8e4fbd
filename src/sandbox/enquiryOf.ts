import type { Fields } from '../kapture/catalogue/fieldText.ts';
import { tenantId } from './directory.ts';
import { customFieldsOf } from './withFields.ts';
import type { WireRecord } from './records.ts';

/**
 * The `Enquiry` object in the response of Add and Update, with the keys and order of the published samples. Fields of
 * the request are returned unchanged, custom fields at the end; other fields are omitted. `contactId` is 0 for an
 * Update.
 */
export function enquiryOf(fields: Fields, customerId: number, contactId: number): WireRecord {
  const sent = (...names: readonly string[]): Fields =>
    Object.fromEntries(
      names.filter((name) => Object.hasOwn(fields, name) && fields[name] !== null).map((name) => [name, fields[name]]),
    );
  const enquiry = {
    cmId: tenantId,
    enquiry_id: 0,
    ...sent(
      'customer_name',
      'customer_assign_emp_name',
      'customer_assign_emp_code',
      'customer_assign_emp_email',
      'phone',
      'email_id',
      'city',
      'state',
      'country',
    ),
    kapture_customer_id: customerId,
    ...sent('zone', 'campaign_name', 'secSource', 'tertSource'),
    disposition_id: 0,
    ...sent('country_code'),
    age: 0,
    kapture_profile_id: 0,
    ...sent(
      'contact_person_name',
      'contact_person_phone',
      'contact_person_email',
      'additional_contact_phone',
      'gender',
    ),
    contact_id: contactId,
    reference_id: 0,
    action_update: false,
    product_update: false,
    enquiry_details_update: false,
    individual: false,
    organization: false,
    channel_partner: false,
    orderId: 0,
    referral_id: 0,
    channel_partner_id: 0,
    order_detail_associate_object: false,
    customer_detail_associate_object: false,
    update_enquiry_for_existing_customer: false,
    new_contact_for_existing_customer: false,
    productList: [],
  };
  const own = Object.entries(customFieldsOf(fields)).filter(([name]) => !Object.hasOwn(enquiry, name));
  return { ...enquiry, ...Object.fromEntries(own) };
}
