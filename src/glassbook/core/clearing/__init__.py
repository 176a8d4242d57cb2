"""From a trade to its postings: what is held, what is paid, what the house takes."""
