"""The spot schema 3:5 as tables: what REST and the WebSocket API answer and tell."""
