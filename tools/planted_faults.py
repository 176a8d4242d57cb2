"""The twenty faults that `planted.py` plants, four or so in each room that keeps a promise.

Each is a mistake that somebody could make in earnest, and none shows at a quick look. The text to
replace must occur exactly once in its file.
"""

from mutants import Mutant

FAULTS = [
    # --- sequencer -----------------------------------------------------------------------------
    Mutant(
        "time follows the clock back",
        "sequencer/sequencer.py",
        "self._time_ns = max(self._time_ns, self._clock())",
        "self._time_ns = self._clock()",
    ),
    Mutant(
        "room is not given back for documents",
        "sequencer/work.py",
        "return 0 if self.done is None else 1",
        "return 1",
    ),
    Mutant(
        "what does not fit a batch is dropped",
        "sequencer/sequencer.py",
        "                self._held = arrival\n                break",
        "                break",
    ),
    Mutant(
        "labels stand beside the first submission's commands",
        "sequencer/sequencer.py",
        "start = sequence - first_sequence",
        "start = 0",
    ),
    # --- journal -------------------------------------------------------------------------------
    Mutant(
        "answered before it is synced",
        "journal/writer.py",
        "            segment.sync()\n        except OSError as error:\n            "
        'self._failure = self._told("may',
        "            pass\n        except OSError as error:\n            "
        'self._failure = self._told("may',
    ),
    Mutant(
        "a failed sync is taken for done",
        "journal/writer.py",
        "            raise SyncFailed(self._failure) from error",
        '            self._failure = ""',
    ),
    Mutant(
        "the last frame is not written once more",
        "journal/writer.py",
        "        self._segment.write_again(end.last_offset, end.offset)\n",
        "",
    ),
    Mutant(
        "a torn tail is not cut",
        "journal/writer.py",
        "        self._segment.cut(end.offset)\n        self._segment.reserve",
        "        self._segment.reserve",
    ),
    Mutant(
        "a new segment's name is not synced",
        "journal/writer.py",
        "            self._files.sync_directory(self._directory)\n",
        "",
    ),
    Mutant(
        "the tables of a snapshot are not synced",
        "journal/snapshots.py",
        "        file.sync()\n",
        "",
    ),
    Mutant(
        "a table's checksum is not looked at",
        "journal/snapshots.py",
        "if len(data) != table.size or hashlib.sha256(data).hexdigest() != table.sha256:",
        "if False:",
    ),
    # --- recovery ------------------------------------------------------------------------------
    Mutant(
        "the frame of the snapshot is replayed once more",
        "node/recovery.py",
        "        if record.head.sequence > start:\n",
        "        if record.head.sequence >= start and self._recovered.snapshot_sequence"
        " < record.head.sequence - 1:\n",
    ),
    Mutant(
        "projections miss what is replayed",
        "node/recovery.py",
        "            self._projections.fold(applied)\n\n    @contextmanager",
        "            pass\n\n    @contextmanager",
    ),
    Mutant(
        "the events' digest begins anew after a snapshot",
        "node/recovery.py",
        "return Exchange(engine, bytes.fromhex(position.events_digest))",
        "return Exchange(engine)",
    ),
    Mutant(
        "damage is taken for a torn tail",
        "journal/reader.py",
        "                if not why:\n"
        "                    raise Damage(path, offset, str(error)) from error\n",
        "                why = why or str(error)\n",
    ),
    # --- publisher and telling -----------------------------------------------------------------
    Mutant(
        "a reader who was cut off goes on with a gap",
        "publisher/feed.py",
        "            self.is_cut_off = True\n",
        "            pass\n",
    ),
    Mutant(
        "who resumes gets one batch too few",
        "publisher/feed.py",
        "if applied.batch.last_sequence > sequence]",
        "if applied.batch.first_sequence > sequence + 1]",
    ),
    Mutant(
        "told before it is folded",
        "node/venue.py",
        "                if self._projections is not None:\n"
        "                    self._projections.fold(applied)\n"
        "                self.feed.publish(applied)\n",
        "                self.feed.publish(applied)\n"
        "                if self._projections is not None:\n"
        "                    self._projections.fold(applied)\n",
    ),
    # --- gateway -------------------------------------------------------------------------------
    Mutant(
        "the doorkeeper keeps the directory of before the recovery",
        "gateway/rest/authorise.py",
        "self._projections = venue.projections ",
        'self._projections = type("Held", (), {"directory": venue.projections.directory})',
    ),
    Mutant(
        "signatures are not looked at",
        "gateway/rest/authorise.py",
        "        require_signature(standing.key, signed_payload(query, body), signature)\n",
        "",
    ),
    Mutant(
        "an unknown outcome is told as not taken",
        "gateway/rest/answer.py",
        "refusals.outcome_unknown if error.is_unknown else refusals.shutting_down",
        "refusals.shutting_down",
    ),
    Mutant(
        "slow readers are waited for without a bound",
        "gateway/streams/connection.py",
        "            self.line.cut()\n",
        "            pass\n",
    ),
    Mutant(
        "both sides of a trade are told to the public",
        "gateway/streams/stream.py",
        "if fact.kind == EventKind.ORDER_FILLED and not fact.is_maker:",
        "if fact.kind == EventKind.ORDER_FILLED:",
    ),
]
