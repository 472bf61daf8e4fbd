"""The requests of public clients, as they send and read them. Usage: clients.py CLIENT URL. Prints what was read, as JSON."""

import json
import sys
import urllib.error
import urllib.request
from datetime import datetime

KEY = "Basic a2FwZGVtbzprYXAxMjM="
API_HEADERS = {"x-api-key": KEY, "x-api-type": "TICKET"}


def post(url, body, headers=None):
    request = urllib.request.Request(
        url,
        data=json.dumps(body).encode(),
        headers={"Authorization": KEY, "Content-Type": "application/json", **(headers or {})},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def mobility_app_customer(url):
    """Its parser requires these three keys, in this spelling."""
    person = {"customer_id": "own-1", "name": "Rao Asha", "phone": "9000000001", "email": "", "customer_code": "own-1"}
    ids = []
    for _ in range(2):
        status, answer = post(url + "/add-update-customer-from-other-source.html", [person], API_HEADERS)
        if status >= 300:
            return {"refused": status}
        for key in ("message", "status", "Kapture Customer Id"):
            if not isinstance(answer.get(key), str):
                return {"unreadable": key}
        ids.append(answer["Kapture Customer Id"])
    return {"status": answer["status"], "sameCustomer": ids[0] == ids[1]}


def mobility_app_chat(url):
    body = {"ticket_ids": "713516551148", "conversation_type": "chat"}
    _, tickets = post(url + "/search-ticket-by-ticket-id.html/v.2.0", body, API_HEADERS)
    messages = [chat for ticket in tickets for chat in ticket["conversation_type"]["chat"]]
    return {
        "texts": [one["chat_message"] for one in messages if isinstance(one["chat_message"], str)],
        "files": [file["mime"] for one in messages if isinstance(one["chat_message"], list) for file in one["chat_message"]],
        "people": sorted({name for one in messages for name in (one["sender_name"], one["receiver_name"])}),
    }


def ticket_script(url):
    """Asks for many tickets at once, and one by one if the number differs."""
    ids = ["713516551148", "713516551149"]

    def ask(wanted):
        body = {
            "ticket_ids": ",".join(wanted),
            "history_type": "all",
            "conversation_type": "notes",
            "read_ticket_history_details": "1",
        }
        status, tickets = post(url + "/search-ticket-by-ticket-id.html/v.2.0?=", body)
        return tickets if status == 200 and isinstance(tickets, list) else []

    tickets = ask(ids)
    if len(tickets) != len(ids):
        tickets = [ticket for one in ids for ticket in ask([one])]
    return {
        "tickets": [one["task_details"]["ticketId"] for one in tickets],
        "dates": [
            datetime.strptime(one["task_details"]["date"], "%d-%m-%Y %H:%M").strftime("%Y-%m-%d %H:%M") for one in tickets
        ],
        "notes": [note["detail"] for one in tickets for note in one.get("conversation_type", {}).get("notes", [])],
        "groups": [list(one["additional_info"]) for one in tickets],
    }


def site_form(url):
    """Registers a customer in the flat form at the path of enquiries, then looks it up."""
    customer = {
        "customer_name": "Asha Rao",
        "phone": "9876543210",
        "country": "India",
        "state": "Karnataka",
        "city": "Bangalore",
        "address": "1 Main Road",
        "pincode": "560071",
        "contact_person_name": "Ravi",
        "contact_person_phone": "9876500000",
    }
    status, added = post(url + "/add-update-enquiry", customer)
    if status >= 300 or added.get("status") != "success":
        return {"refused": added}
    _, found = post(url + "/search-customer-by-customer-id.html", [{"phone": customer["phone"]}])
    details = found["Customer Details"]
    return {
        "sameCustomer": details["id"] == added["Enquiry"]["kapture_customer_id"],
        "name": details["name"],
        "address": details["address"],
        "contact": details["contacts"][0]["contactPerson"],
    }


def refused(url):
    """Every client counts a status of HTTP or of the envelope other than success as a failure."""
    status, answer = post(url + "/search-customer-by-customer-id.html", [{"phone": "1"}])
    lookup = status < 300 and answer.get("status") == "success"
    status, answer = post(url + "/search-ticket-by-ticket-id.html/v.2.0", [{"ticket_ids": "1"}])
    return {"lookup": lookup, "ticket": status < 300, "message": answer["message"]}


print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))
