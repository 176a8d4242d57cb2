"""Bugs for `mutate.py` to plant in the doors: the express lane, usual orders, and packets."""

from mutants import Mutant

MUTANTS_OF_THE_DOORS = [
    Mutant(
        "a known head answers for any body",
        "gateway/express.py",
        "            return (known, data[end:]) if len(data) - end == known.length else None\n",
        "            return known, data[end:]\n",
    ),
    Mutant(
        "a head is learned whatever follows it",
        "gateway/express.py",
        '        if not _says_length(scope["headers"], length) or (length and method == "GET"):\n',
        '        if length and method == "GET":\n',
    ),
    Mutant(
        "a query of a known head is answered before its body has come",
        "gateway/express.py",
        '            if length or query != scope["query_string"]:\n',
        '            if query != scope["query_string"]:\n',
    ),
    Mutant(
        "what comes behind an errand overtakes it",
        "gateway/connection.py",
        "        if self._is_on_errand:\n            self._behind += data\n",
        "        if self._is_last:\n            self._behind += data\n",
    ),
    Mutant(
        "a quick order needs no signature",
        "gateway/rest/order_runs.py",
        "                if key is None or not each.is_signed(key):\n",
        "                if key is None:\n",
    ),
    Mutant(
        "an order that is taken on alone needs no signature",
        "gateway/rest/order_runs.py",
        "        if form is None or not asked.is_signed(standing.key):\n",
        "        if form is None:\n",
    ),
    Mutant(
        "a request overtakes the order before it",
        "gateway/wsapi/quick_orders.py",
        "        if session.turn == self._runs.turn:\n",
        "        if session.turn > self._runs.turn:\n",
    ),
    Mutant(
        "a quick order never goes stale",
        "gateway/rest/usual_order.py",
        "return stamp_us < now_us + AHEAD_MAX_US and now_us - stamp_us <= window_ms * 1_000",
        "return stamp_us < now_us + AHEAD_MAX_US",
    ),
    Mutant(
        "a quick order weighs nothing",
        "gateway/rest/order_runs.py",
        "limiter.count_together(Counter(sources), weight, orders)",
        "limiter.count_together(Counter(sources), 0, orders)",
    ),
    Mutant(
        "a quick order is not counted",
        "gateway/rest/order_runs.py",
        "limiter.count_together(Counter(sources), weight, orders)",
        "limiter.count_together(Counter(sources), weight, Counter())",
    ),
    Mutant(
        "the second of two equal parameters counts",
        "gateway/rest/usual_order.py",
        "        if which < 0 or seen >> which & 1 or at <= value:\n",
        "        if which < 0 or at <= value:\n",
    ),
    Mutant(
        "a price may have two points",
        "gateway/rest/usual_order.py",
        "    part = whole(body, point + 1, end, DIGITS_MAX)\n",
        "    part = abs(whole(body, point + 1, end, DIGITS_MAX))\n",
    ),
    Mutant(
        "everybody in a packet gets the first one's events",
        "node/gathering.py",
        "            start = end\n",
        "",
    ),
    Mutant(
        "a packet that does not fit is refused whole",
        "node/gathering.py",
        "            self._squeeze_in(packet, error)\n",
        "            self._refuse(packet, error)\n",
    ),
]
