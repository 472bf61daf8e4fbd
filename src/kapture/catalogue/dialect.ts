/**
 * The published forms of the customer API, oldest last. A tenant speaks one of them, or a mixture.
 * - `flat`: Kapture's customer API page, one object with `customer_name`, `phone`, `email_id`, …
 * - `nested`: the reference of 2024, an object of `customer_info`, `contact_info` and `enquiry_info`
 * - `array`: about 2020, an array of one object with `name`, `phone`, `email`, `customer_code`, …
 * - `object-2016`: the same fields as `array`, in an object
 */
export const dialects = ['flat', 'nested', 'array', 'object-2016'] as const;
export type Dialect = (typeof dialects)[number];

export const defaultDialect: Dialect = 'flat';
