"""The conversation with one client: what his address asked for, then request and answer."""

from glassbook.gateway.streams.board import Board
from glassbook.gateway.streams.connection import Connection
from glassbook.gateway.streams.frames import text_frame
from glassbook.gateway.streams.requests import (
    BadRequest,
    Method,
    Request,
    answer,
    parse_request,
    refusal,
)


class Conversation:
    """Hears texts and has every one of them answered, in order. An answer is never wrapped."""

    def __init__(self, connection: Connection, board: Board) -> None:
        self._connection = connection
        self._board = board

    def begin(self, names: tuple[str, ...]) -> None:
        """Subscribe to what the address named. Unknown names are refused one by one, aloud."""
        for name in names:
            try:
                self._board.subscribe(self._connection, (name,))
            except BadRequest as bad:
                self._connection.take(text_frame(refusal(bad)))

    def hear(self, text: str) -> None:
        """Answer one request."""
        try:
            reply = self._serve(parse_request(text))
        except BadRequest as bad:
            reply = refusal(bad)
        self._connection.take(text_frame(reply))

    def _serve(self, request: Request) -> bytes:
        try:
            return answer(request.request_id, self._result(request))
        except BadRequest as bad:
            bad.request_id = request.request_id
            raise

    def _result(self, request: Request) -> list[str] | bool | None:
        connection = self._connection
        if request.method is Method.SUBSCRIBE:
            self._board.subscribe(connection, request.names)
        elif request.method is Method.UNSUBSCRIBE:
            self._board.unsubscribe(connection, request.names)
        elif request.method is Method.SET_PROPERTY:
            connection.reform(connection.form._replace(is_combined=request.is_combined))
        elif request.method is Method.LIST_SUBSCRIPTIONS:
            return list(connection.topics)
        else:
            return connection.form.is_combined
        return None
