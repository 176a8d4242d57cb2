"""The WebSocket API: the operations of the REST door, over one connection that stays.

A text becomes a request; its method is an endpoint of REST under another name, or one of the
session's own; the request's signature or the session's key says who asks; REST's handler does it.
"""
