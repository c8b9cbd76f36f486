"""Who is heard, how replies sound and what was planned, over again: plain, slow, obvious."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction

from community import Community, Item
from metrics_oracle import Rates, Truth, Window, rate
from people_oracle import windows

from tasks.core.authenticity import check


def reply_equity(c: Community, as_of: datetime, grain: str) -> Rates:
    truth, out = Truth(c), Rates()
    for w in windows(c, as_of, grain):
        counted = [i for i in c.items if i.is_inbound and truth.counts(i, w)]
        inside = [i for i in counted if w.first <= c.day(i.at) <= w.last]
        small = _small(c, inside)
        people: dict[str, dict[int, list[bool]]] = {"newcomers": {}, "others": {}, "small": {}, "larger": {}}
        groups: dict[str, list[bool]] = {}
        for item in (i for i in inside if i.tier):
            earlier = [
                i for i in counted if i.who.member == item.who.member and (i.at, i.id) < (item.at, item.id)
            ]
            reacted = truth.answers.get((item.id, "reaction"))
            covered = truth.answered_at(item, w) is not None
            covered = covered or (item.tier == "T4" and reacted is not None and w.seen(reacted))
            names = ["newcomers" if len(earlier) < 3 else "others"]
            if item.who.profile in small:
                names.append("small" if small[item.who.profile] else "larger")
            for name in names:
                people[name].setdefault(item.who.member, []).append(covered)
        for name, theirs in people.items():
            groups[name] = [covered for one in theirs.values() for covered in one]
            out[(w.first, "equity_people", "group", name)] = _people(list(theirs.values()))
        for name, found in groups.items():
            out[(w.first, "equity_coverage", "group", name)] = rate(sum(found), len(found))
        for name, rest in (("newcomers", "others"), ("small", "larger")):
            one, other = (_share(groups[g]) for g in (name, rest))
            value = float(one / other) if one is not None and other else None
            out[(w.first, "reply_equity", "group", name)] = (_float(one), _float(other), value)
    return out


def _people(theirs: list[list[bool]]) -> tuple[float | None, int, float | None]:
    share = _share([covered for one in theirs for covered in one])
    if share is None:
        return None, 0, None
    apart = float(sum((sum(one) - share * len(one)) ** 2 for one in theirs))
    return apart, len(theirs), apart / len(theirs)


def _share(found: list[bool]) -> Fraction | None:
    return Fraction(sum(found), len(found)) if found else None


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _small(c: Community, inside: list[Item]) -> dict[int, bool]:
    """Of those heard whose followers are known: whether they are of the lowest quartile of their platform."""
    last_heard: dict[int, date] = {}
    for item in inside:
        day = c.day(item.at)
        if _followers(c, item.who.profile, day) is not None:
            last_heard[item.who.profile] = max(day, last_heard.get(item.who.profile, day))
    followers = {profile: _followers(c, profile, day) or 0 for profile, day in last_heard.items()}
    ordered = sorted(followers.values())
    quartile = ordered[-(-len(ordered) // 4) - 1] if ordered else 0  # the first that a quarter do not exceed
    return {profile: n <= quartile for profile, n in followers.items()}


def _followers(c: Community, profile: int, day: date) -> int | None:
    end = c.midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
    said = sorted((w.at, w.followers) for w in c.words if w.profile == profile)
    by_then = [n for at, n in said if at <= end]
    soon_after = [n for at, n in said if end < at <= end + timedelta(days=1)]
    return by_then[-1] if by_then else soon_after[0] if soon_after else None


def sent(c: Community) -> list[Item]:
    """The brand's replies in order of time."""
    return sorted(
        (i for i in c.items if not i.is_inbound and i.is_message and i.kind != "post"),
        key=lambda i: (i.at, i.id),
    )


def authenticity(c: Community, as_of: datetime, grain: str) -> Rates:
    truth, out, replies = Truth(c), Rates(), sent(c)
    verdicts = {
        reply.id: check(reply.text, [r.text for r in replies[:n]], _answered(c, reply))
        for n, reply in enumerate(replies)
    }
    for w in windows(c, as_of, grain):
        found = [verdicts[r.id] for r in replies if w.first <= c.day(r.at) <= w.last and truth.counts(r, w)]
        compared = [Fraction(str(v.similarity)) for v in found if v.is_compared]
        out[(w.first, "authenticity", "all", "all")] = rate(sum(v.is_authentic for v in found), len(found))
        unlike = float(sum(1 - likeness for likeness in compared))
        out[(w.first, "distinctness", "all", "all")] = rate(unlike, len(compared))
        for kind in ("alike", "stock", "unrelated"):
            hits = sum(kind in v.kinds for v in found)
            out[(w.first, "reply_warnings", "warning", kind)] = rate(hits, len(found))
    return out


def _answered(c: Community, reply: Item) -> str | None:
    """What a reply answers: its parent, else the newest message of the community before it in the thread."""
    said = [i for i in c.items if i.is_inbound and i.is_message]
    parent = [i for i in said if i.id == reply.parent]
    platform = reply.account.split(":", maxsplit=1)[0]
    before = [
        i for i in said if (i.account.split(":")[0], i.thread) == (platform, reply.thread) and i.at < reply.at
    ]
    newest = sorted(before, key=lambda i: (i.at, i.id))
    found = parent or newest[-1:]
    return found[0].text if found else None


def minutes(
    c: Community,
    as_of: datetime,
    grain: str,
    budgets: Mapping[date, float],
    plans: Mapping[date, tuple[datetime, float]],
) -> Rates:
    """`budgets` from a day on; `plans` by day: when it was planned, and how long."""
    out = Rates()
    for w in windows(c, as_of, grain):
        begun = [d for d in _days(w) if c.midnight(d) <= (w.ends if not w.is_over else c.midnight(w.last))]
        planned = [n for d in begun if d in plans for at, n in [plans[d]] if w.seen(at)]
        given = [_given(c, d, budgets) for d in begun]
        total = None if None in given else sum(n for n in given if n is not None)
        out[(w.first, "minutes_planned", "all", "all")] = (
            (*(2 * [None]), None) if not planned else (sum(planned), None, sum(planned))
        )
        out[(w.first, "minutes_budgeted", "all", "all")] = (total, None, total)
    return out


def _days(w: Window) -> list[date]:
    return [w.first + timedelta(days=n) for n in range((w.last - w.first).days + 1)]


def _given(c: Community, day: date, budgets: Mapping[date, float]) -> float | None:
    begins, ends = c.midnight(day), c.midnight(day + timedelta(days=1))
    if not c.office or ends <= c.office[0][0] or begins >= c.office[-1][1] or not budgets:
        return None
    in_force = [n for since, n in sorted(budgets.items()) if since <= day] or [
        n for _, n in sorted(budgets.items())
    ][:1]
    return in_force[-1] if any(begins <= opens < ends for opens, _ in c.office) else 0.0
