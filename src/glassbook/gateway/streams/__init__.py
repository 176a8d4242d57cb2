"""The WebSocket doors: market streams and user data streams, wire-compatible with Binance's.

    Feed ──► kinds of stream ──► topics ──► connections ──► lines
             what to tell        encoded    one write       one socket
                                 once       per client      each

Nothing is computed or encoded for a stream that nobody listens to.
"""
