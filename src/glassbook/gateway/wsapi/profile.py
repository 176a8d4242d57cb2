"""What a connection to the WebSocket API may do: what one to the streams may, but for messages.

Requests are limited by their weight, as at the REST door. *Source*: "General API Information" and
"IP limits" of Binance.US's and of Binance's web-socket-api.md.
"""

from dataclasses import replace

from glassbook.gateway.streams import profile as streams

US = replace(streams.US, messages_per_second=None, connect_weight=1)
GLOBAL = replace(streams.GLOBAL, messages_per_second=None, connect_weight=2)
UNLIMITED = replace(streams.UNLIMITED, connect_weight=0)

PROFILES = {"us": US, "global": GLOBAL, "none": UNLIMITED}
