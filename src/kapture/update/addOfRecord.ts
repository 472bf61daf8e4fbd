import { generatedIds } from '../catalogue/customer/customerFields.ts';
import { customerRecord, updatePlaces, type UpdatePlace } from '../catalogue/customer/customerRecord.ts';
import { escapeBraces } from '../variables/variables.ts';
import { fieldsOfRecord } from './editableFields.ts';
import { isBlank, type FieldValues } from './fieldValue.ts';

/** An Add with the values of a customer, for any tenant. */
export interface ClonedCustomer {
  /** The body in the flat dialect, with the tenant's own fields. Values of the record have no variables. */
  readonly body: string;
  /** The fields whose values the server masks. Those that an Add needs are blank in the body. */
  readonly masked: readonly string[];
  /** Fields with values that belong to this customer or its tenant only, by their names in Get or Update. */
  readonly omitted: readonly string[];
}

/**
 * Fields that identify the customer. The code is the tenant's own, and two dialects update the customer that has it.
 */
const identities = [...generatedIds, 'customer_code'];

/**
 * Properties of the published records that no published request has: IDs, flags, amounts and states, most of them
 * Kapture's own. A flat Add would send them under their names.
 */
const unwritable = [
  'isOrganization',
  'latitude',
  'longitude',
  'channelPartnerId',
  'ratePlanId',
  'cityPotential',
  'isChannelPartner',
  'campaignItemId',
  'campaignActivityId',
  'feedbackOnCustomer',
  'customerLevel',
  'customerSubType',
  'companyParentId',
  'maxCreditAmt',
  'maxCreditPeriod',
  'historyEmpId',
  'channelPartnerEmpId',
  'syncStatus',
  'syncdLocationId',
  'crossRemarks',
  'syncedStepNumber',
  'outStandingAmount',
  'salesAdminZone',
  'referralId',
  'isApi',
];

/** Properties of a record that are not the tenant's own. */
const documented = new Set([
  ...Object.keys(customerRecord.properties),
  ...unwritable,
  ...Object.values<UpdatePlace>(updatePlaces).map(({ property }) => property),
]);

/**
 * The Add of a customer like the one in a record, without IDs and without what only the server sets: every documented
 * or published property of a record that no request can write. `edited` are values to use in place of the record's, as
 * typed.
 */
export function addOfRecord(record: string, edited: FieldValues = new Map()): ClonedCustomer {
  const { shown, masked, others } = fieldsOfRecord(record);
  const values = new Map<string, string>();
  const put = (field: string, value: string): void => {
    if (!isBlank(value) && !identities.includes(field)) values.set(field, value);
  };
  // The name and the phone come first, as in a new request. Blank ones show what is missing.
  values.set('customer_name', '""');
  if (!isFilled(shown, 'email_id') || masked.has('phone')) values.set('phone', '""');
  for (const [field, value] of shown) put(field, escapeBraces(value));
  for (const [field, value] of others) if (!documented.has(field)) put(field, escapeBraces(value));
  for (const [field, value] of edited)
    if (value !== (shown.get(field) ?? others.get(field))) {
      values.delete(field);
      put(field, value);
    }
  const fields = [...values].map(([field, value]) => `${JSON.stringify(field)}:${value}`);
  const omitted = ['customerCode', 'remarks'].filter((field) => isFilled(others, field));
  return {
    body: `{${fields.join(',')}}`,
    masked: [...masked.keys()].filter((field) => !isFilled(edited, field) && !identities.includes(field)),
    omitted: omitted.map((field) => (field === 'customerCode' ? 'customer_code' : field)),
  };
}

function isFilled(values: FieldValues, field: string): boolean {
  const value = values.get(field);
  return value !== undefined && !isBlank(value);
}
