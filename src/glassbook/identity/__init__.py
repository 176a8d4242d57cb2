"""Who is asking: names of accounts and API keys. Nothing here ever enters the journal."""
