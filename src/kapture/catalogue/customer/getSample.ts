/** The sample request of Get in Kapture's documentation. */
export const getSample = {
  kapture_customer_id: '61371820',
  customer_id: '',
  email_id: 'nisch123@gmail.com',
  phone: '9845765226',
} as const;
