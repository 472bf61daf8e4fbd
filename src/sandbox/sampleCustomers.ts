import { blankCustomer, type StoredCustomer } from './storedCustomer.ts';

const nishchal = blankCustomer(61371820, '2021-01-06 18:01:45', 439);
const ker = blankCustomer(65245, '2021-03-14 14:21:11', 866);
const asha = blankCustomer(191121684, '2024-05-02 16:15:42', 0);
const abc = blankCustomer(191690263, '2024-05-01 11:20:08', 0);
const qwera = blankCustomer(65033646, '2021-03-15 11:42:07', 512);

/**
 * The customers of Kapture's published samples, so that each sample request works unchanged. The sample of Add creates
 * the customer Qwera, and that of Update renames it. Here, Qwera has another email than the published one, with which
 * that Add could never succeed; now it succeeds once, and then fails because the customer exists. The last two
 * customers are those of the nested form's Get and Update, as far as they were published.
 */
export const sampleCustomers: readonly StoredCustomer[] = [
  {
    ...nishchal,
    name: 'Nishchal',
    phone: '9845765226',
    email: 'nisch123@gmail.com',
    state: 'Karnataka',
    country: 'India',
    contacts: [{ ...nishchal.contacts[0], id: 66531398, gender: 'F' }],
  },
  {
    ...ker,
    name: 'Ker',
    phone: '63582',
    email: 'ker@  .in',
    zoneId: 49827,
    campaignId: 127,
    status: 'F',
    creator: { id: 941, name: 'Ri' },
    agent: { id: 941, name: 'Rii' },
    remarks: kerRemarks(),
    rawLineBreaks: true,
    contacts: [{ ...ker.contacts[0], id: 71478, name: 'Ker', phone: '63582', email: 'ker@  .in', creatorId: 94170 }],
  },
  {
    ...qwera,
    name: 'Qwera',
    email: 'qwera@example.com',
    city: 'Bangalore',
    state: 'Karnataka',
    country: 'India',
    contacts: [{ ...qwera.contacts[0], id: 71186613, name: 'Aadii', gender: 'M', countryCode: '+91' }],
  },
  {
    ...asha,
    name: 'Asha',
    isOrganization: true,
    email: 'xyz@example.com',
    contacts: [{ ...asha.contacts[0], id: 209432475, name: 'Asha', email: 'xyz@example.com' }],
  },
  {
    ...abc,
    name: 'ABC',
    isOrganization: true,
    country: 'India',
    contacts: [{ ...abc.contacts[0], name: 'Ravi Sen', gender: 'M' }],
  },
];

/**
 * The remarks exactly as published: lone line feeds are unescaped in the response, and the `\r\n` of a form is escaped.
 */
function kerRemarks(): string {
  return `

      NAME    Ker
      PHONE    06-3582
      EMAIL    ker@   .in
      MESSAGE    Hello there\r\n\r\nBuy face mask to protect your loved ones from the deadly CoronaVirus.  We wholesale N95 Masks and Surgical Masks for both adult and kids.  The prices begin at $0.19 each.  If interested, please visit our site: pharmacyoutlets.online\r\n\r\nRegards,\r\n\r\nKapture CRM Demo Form
      PRIMARY_SOURCE    Website



      `;
}
