/** Requests of a folder that are sent together. The third one fails. */
export const setUpRequests: Readonly<Record<string, string>> = {
  '1 add.kapture-add.json': '{"customer_name": "Asha", "phone": "{{$phone}}"}',
  '2 get.kapture-get.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}"}',
  '3 add again.kapture-add.json': '{"customer_name": "Asha", "phone": "12"}',
  '4 city.kapture-update.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}", "city": "Pune"}',
};
