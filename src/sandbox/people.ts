export type Name = readonly [latin: string, devanagari: string];

/** Common names, combined at random into fictitious people. */
export const givenNames: Readonly<Record<'M' | 'F', readonly Name[]>> = {
  M: [
    ['Aarav', 'आरव'],
    ['Aditya', 'आदित्य'],
    ['Arjun', 'अर्जुन'],
    ['Harpreet', 'हरप्रीत'],
    ['Imran', 'इमरान'],
    ['Joseph', 'जोसेफ'],
    ['Karthik', 'कार्तिक'],
    ['Manoj', 'मनोज'],
    ['Nikhil', 'निखिल'],
    ['Rohan', 'रोहन'],
    ['Suresh', 'सुरेश'],
    ['Vivaan', 'विवान'],
  ],
  F: [
    ['Ananya', 'अनन्या'],
    ['Asha', 'आशा'],
    ['Diya', 'दिया'],
    ['Fatima', 'फ़ातिमा'],
    ['Kavya', 'काव्या'],
    ['Lakshmi', 'लक्ष्मी'],
    ['Meera', 'मीरा'],
    ['Neha', 'नेहा'],
    ['Pooja', 'पूजा'],
    ['Ritu', 'ऋतु'],
    ['Simran', 'सिमरन'],
    ['Sunita', 'सुनीता'],
  ],
};

export const surnames: readonly Name[] = [
  ['Bose', 'बोस'],
  ['Das', 'दास'],
  ['Fernandes', 'फ़र्नांडिस'],
  ['Gupta', 'गुप्ता'],
  ['Iyer', 'अय्यर'],
  ['Joshi', 'जोशी'],
  ['Khan', 'ख़ान'],
  ['Kulkarni', 'कुलकर्णी'],
  ['Mehta', 'मेहता'],
  ['Nair', 'नायर'],
  ['Patel', 'पटेल'],
  ['Pillai', 'पिल्लई'],
  ['Rao', 'राव'],
  ['Reddy', 'रेड्डी'],
  ['Sharma', 'शर्मा'],
  ['Singh', 'सिंह'],
];

/** The second part of an organization's name, after a surname. */
export const trades = [
  '& Sons',
  'Exports',
  'Garments',
  'Hardware',
  'Medicals',
  'Sweets',
  'Traders',
  'Travels',
] as const;

export interface Place {
  readonly city: string;
  readonly state: string;
  readonly zone: string;
}

export const places: readonly Place[] = [
  { city: 'Ahmedabad', state: 'Gujarat', zone: 'West' },
  { city: 'Bangalore', state: 'Karnataka', zone: 'South' },
  { city: 'Bhopal', state: 'Madhya Pradesh', zone: 'West' },
  { city: 'Bhubaneswar', state: 'Odisha', zone: 'East' },
  { city: 'Chandigarh', state: 'Chandigarh', zone: 'North' },
  { city: 'Chennai', state: 'Tamil Nadu', zone: 'South' },
  { city: 'Guwahati', state: 'Assam', zone: 'East' },
  { city: 'Hyderabad', state: 'Telangana', zone: 'South' },
  { city: 'Jaipur', state: 'Rajasthan', zone: 'North' },
  { city: 'Kochi', state: 'Kerala', zone: 'South' },
  { city: 'Kolkata', state: 'West Bengal', zone: 'East' },
  { city: 'Lucknow', state: 'Uttar Pradesh', zone: 'North' },
  { city: 'Mumbai', state: 'Maharashtra', zone: 'West' },
  { city: 'New Delhi', state: 'Delhi', zone: 'North' },
  { city: 'Patna', state: 'Bihar', zone: 'East' },
  { city: 'Pune', state: 'Maharashtra', zone: 'West' },
];

/** Messages in web forms; some have several lines or quotes, or are not in English. */
export const messages = [
  'Please call me back about the annual plan.',
  'I was charged twice this month.\r\n\r\nThe second receipt has the same number.\r\n\r\nThank you',
  'Is the "family" plan available in my city?',
  'My order has not arrived. Tracking says: delivered\\returned.',
  'कृपया मुझे कल सुबह फ़ोन करें।',
  'Need a quotation for 40 seats, with GST.\r\nDelivery in two lots.',
  'The app logs me out every few minutes 🙁',
  'Can I change the address on my account?',
] as const;

/** Notes of agents. */
export const notes = [
  'Wants a demo next week.',
  'Asked for a price list.',
  'Prefers calls after 6 pm.',
  'Follow up on Monday.',
  'Existing customer of another branch.',
  'Language: Kannada.',
  'Do not call on Sundays.',
] as const;

export const tiers = ['Gold', 'Silver', 'Bronze'] as const;

/** Example domains (`.com` and `.org` are reserved by RFC 2606), so that no email reaches a real person. */
export const mailDomains = ['example.com', 'example.in', 'example.org'] as const;
