"""What could not be collected, said once."""

from tasks.core.problems import folded


def test_one_reason_in_many_windows_is_one_line_with_their_number() -> None:
    assert folded(["x:a, posts: no secret"] * 29) == ["x:a, posts: no secret (29 windows)"]


def test_streams_with_one_reason_share_a_line() -> None:
    found = folded(["x:a, posts: no secret", "x:a, likes: no secret", "x:b, likes: no secret"])

    assert found == ["x:a, posts, likes: no secret", "x:b, likes: no secret"]


def test_many_streams_are_counted_and_not_named() -> None:
    found = folded([f"x:a, s{number}: denied: 401" for number in range(8)] * 2)

    assert found == ["x:a, 8 streams: denied: 401 (16 windows)"]


def test_what_names_no_place_stays_as_it_is() -> None:
    assert folded(["the batch cannot be right: it has no posts"]) == [
        "the batch cannot be right: it has no posts"
    ]
