"""What is told to one customer: his orders' executions and his balances, by listen key."""
