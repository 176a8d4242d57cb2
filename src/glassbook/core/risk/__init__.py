"""What an order must satisfy before it may match: form, limits of the symbol, funds."""
