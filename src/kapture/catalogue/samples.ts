import type { OperationId } from './registry.ts';

/** The request samples of Kapture's documentation. */
export const samples = {
  add: {
    customer_name: 'Qwera',
    phone: '9874563725',
    email_id: 'Qwer1234@gmail.com',
    country: 'India',
    state: 'Karnataka',
    city: 'Bangalore',
    zone: '',
    campaign_name: '',
    secSource: '',
    tertSource: '',
    customer_assign_emp_code: '',
    customer_assign_emp_name: '',
    customer_assign_emp_email: '',
    kapture_customer_id: '',
    contact_id: '',
    contact_person_name: 'Aadii',
    contact_person_phone: '8978783457',
    contact_person_email: 'Aadi4568@gmail.com',
    additional_contact_phone: '',
    country_code: '+91',
    gender: 'M',
  },
  get: { kapture_customer_id: '61371820', customer_id: '', email_id: 'nisch123@gmail.com', phone: '9845765226' },
  update: { customer_name: 'Qweraa', phone: '', email_id: '', kapture_customer_id: '65033646' },
  pull: { start_date: '2021-03-14', end_date: '2021-03-14' },
} as const satisfies Readonly<Record<OperationId, object>>;
