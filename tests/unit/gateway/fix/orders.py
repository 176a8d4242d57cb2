"""Orders over FIX as the stories about them place and hear of them."""

LIMIT = {"OrderQty": "0.5", "OrdType": 2, "Price": "30000", "Side": 1, "Symbol": "BTCUSD"}


def order(name, **changes):
    """Return a LIMIT GTC order to buy half a coin, but for the changes; None leaves a field out."""
    fields = {"ClOrdID": name, **LIMIT, "TimeInForce": 1, **changes}
    return {field: value for field, value in fields.items() if value is not None}


def place(client, name, **changes):
    return client.say("D", **order(name, **changes))


def only(heard, wanted):
    """Return the fields of the one message heard, which has this name."""
    ((name, values),) = heard
    assert name == wanted, heard
    return values


def told(heard):
    """Return (ExecType, OrdStatus) of every report heard."""
    return [(v["ExecType"], v["OrdStatus"]) for name, v in heard if name == "ExecutionReport"]


def refusal(heard, wanted):
    """Return code and text of the one refusal heard."""
    values = only(heard, wanted)
    return int(values["ErrorCode"]), values["Text"]


def replacement(name, original, mode=1, **changes):
    fields = order(name, **changes)
    return fields | {
        "OrderCancelRequestAndNewOrderSingleMode": mode,
        "OrigClOrdID": original,
        "CancelClOrdID": f"cancel-{name}",
    }
