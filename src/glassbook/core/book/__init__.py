"""The order book as a data structure: prices, queues, slots, ids. No rules of trading here."""
