"""Roots and proofs are those of RFC 6962: its known answers, pymerkle's, and its verifier's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from glassbook.transparency.merkle import (
    EMPTY,
    Paths,
    Range,
    consistency_proof,
    hashes_of,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    root_of,
)
from glassbook.transparency.verifier import Refused, extends, listed_root

# The entries and roots with which the RFC's authors test their own log.
ENTRIES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def leaves(count):
    return [leaf_hash(b"%d" % number) for number in range(count)]


def theirs(count):
    tree = InmemoryTree(algorithm="sha256")
    for number in range(count):
        tree.append_entry(b"%d" % number)
    return tree


@pytest.mark.parametrize("count", range(1, 9))
def test_the_known_answers_of_the_rfc_s_authors(count):
    assert root_of(LEAVES[:count]).hex() == ROOTS[count - 1]


def test_a_list_without_entries_has_the_hash_of_nothing():
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY == bytes.fromhex(nothing)


def test_their_known_paths():
    def path(index, count):
        return [sibling.hex()[:8] for sibling in inclusion_proof(LEAVES[:count], index)]

    assert path(0, 8) == ["96a296d2", "5f083f0a", "6b47aaf2"]
    assert path(5, 8) == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert path(2, 3) == ["fac54203"]
    assert path(1, 5) == ["6e340b9c", "5f083f0a", "bc1a0643"]


@pytest.mark.parametrize("count", [*range(1, 34), 100])
def test_roots_and_paths_are_pymerkle_s(count):
    tree, ours = theirs(count), leaves(count)
    assert root_of(ours) == tree.get_root()
    for index in range(count):
        path = tree.prove_inclusion(index + 1, count).serialize()["path"]
        assert sorted(path) == sorted(
            node.hex() for node in [ours[index], *inclusion_proof(ours, index)]
        )


@pytest.mark.parametrize("count", range(1, 34))
def test_whatever_pymerkle_s_list_began_with_we_prove_that_it_did(count):
    tree, ours = theirs(count), leaves(count)
    for older in range(1, count + 1):
        path = consistency_proof(ours, older)
        assert extends(older, count, tree.get_root(older), tree.get_root(), path)


def test_another_past_is_not_proved():
    ours, other = leaves(13), [*leaves(6), leaf_hash(b"other"), *leaves(13)[7:]]
    for older in range(1, 14):
        path, old_root = consistency_proof(ours, older), root_of(other[:older])
        is_true = older <= 6
        assert extends(older, 13, old_root, root_of(ours), path) == is_true
        assert not extends(older, 13, old_root, root_of(other[:12]), path)


def test_a_path_is_good_for_its_own_place_and_size_alone():
    ours = leaves(11)
    path = inclusion_proof(ours, 6)
    assert listed_root(ours[6], 6, 11, path) == root_of(ours)
    for index in range(11):
        for count in range(1, 16):
            try:
                root = listed_root(ours[6], index, count, path)
            except Refused:
                continue
            assert (root == root_of(ours)) == (index == 6)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=12))
def test_a_list_grown_in_any_pieces_has_one_root(pieces):
    ours, grown = leaves(sum(pieces)), Range()
    for piece in pieces:
        grown.append(hashes_of(ours[grown.count : grown.count + piece]))
        grown = Range.of(*grown.saved())
    assert grown.root() == root_of(ours)


def test_what_was_saved_wrongly_is_not_taken_up():
    grown = Range()
    grown.append(hashes_of(leaves(5)))
    count, peaks = grown.saved()
    for bad in [(count, peaks[:1]), (count - 1, peaks), (count, [peaks[0], b"short"])]:
        with pytest.raises(ValueError, match="cannot stand for"):
            Range.of(*bad)


@pytest.mark.parametrize("count", [1, 1_023, 1_024, 1_025, 2_048, 5_000])
def test_a_place_watched_as_the_list_passes_by_is_proved_without_the_list(count):
    ours, paths = leaves(count), Paths()
    watched = sorted({0, count // 3, count // 2, count - 1})
    for start in range(0, count, 700):
        part = ours[start : start + 700]
        mine = [index - start for index in watched if start <= index < start + len(part)]
        paths.append(hashes_of(part), mine)
    assert paths.root() == root_of(ours)
    for index in watched:
        assert paths.proof(index) == inclusion_proof(ours, index)


def test_a_place_that_is_not_there_has_no_path():
    with pytest.raises(ValueError, match="leaf 5 of 5"):
        inclusion_proof(leaves(5), 5)
    with pytest.raises(ValueError, match="the first 6 of 5"):
        consistency_proof(leaves(5), 6)


def test_many_entries_are_hashed_as_one_by_one():
    rows = hashes_of(leaves(40))
    assert [row.tobytes() for row in leaf_hashes(rows)] == [
        leaf_hash(row.tobytes()) for row in rows
    ]
