"""The metrics of content and work over again: plain, slow, obvious."""

from datetime import datetime, timedelta
from fractions import Fraction

from community import Community, Post
from metrics_oracle import Rates, Truth, Window, days, rate
from people_oracle import followers, monday, periods, windows

TYPES = ("reactions", "comments", "shares", "quotes", "clicks", "saves", "seconds_spent")
ENGAGED = TYPES[:-1]
COUNTS = ("volume", "engagement", "replies_sent")


def ugc(c: Community, as_of: datetime, grain: str) -> Rates:
    truth, out = Truth(c), Rates()
    items = {(i.account.split(":")[0], str(i.id)): i for i in c.items if i.is_inbound}
    for w in windows(c, as_of, grain):
        own, made, creators, ugc_posts = set(), set(), set(), set()
        for post in c.posts:
            key = (post.account.split(":")[0], post.native_id)
            spam = key in items and items[key].tier == "none"
            left_out = not post.is_own and (post.who.is_bot or post.who.is_own)
            if spam or left_out or not _stands(post, w) or not w.first <= c.day(post.at) <= w.last:
                continue
            (own if post.is_own else made).add(key)
            if post.is_ugc:
                ugc_posts.add(key)
                creators.add(post.who.member)
        for item in c.items:
            key = (item.account.split(":")[0], str(item.id))
            if not w.first <= c.day(item.at) <= w.last or not truth.counts(item, w):
                continue
            if item.is_inbound and item.kind == "ugc_post":
                made.add(key)
                ugc_posts.add(key)
                creators.add(item.who.member)
            if not item.is_inbound and item.kind == "post":
                own.add(key)
        out[(w.first, "ugc_posts", "all", "all")] = (len(ugc_posts), None, len(ugc_posts))
        out[(w.first, "ugc_creators", "all", "all")] = (len(creators), None, len(creators))
        out[(w.first, "ugc_share", "all", "all")] = rate(len(made), len(own | made))
    return out


def _stands(post: Post, w: Window) -> bool:
    gone = post.deleted_at
    early = gone is not None and w.seen(gone) and gone <= post.at + timedelta(hours=24)
    return w.seen(post.at) and not early


def gains(c: Community, w: Window) -> list[tuple[Post, str, int]]:
    """What the snapshots of the window say that own posts gained, as (post, counter, gain)."""
    out = []
    for post in (p for p in c.posts if p.is_own and _stands(p, w)):
        for counter in (*TYPES, "reach", "impressions"):
            told = sorted(
                (s.at, s.counts[counter]) for s in c.snapshots if s.post == post.id and counter in s.counts
            )
            for n, (at, total) in enumerate(told):
                if not (w.starts <= at and w.seen(at)):
                    continue
                if n and at - told[n - 1][0] <= timedelta(days=8):
                    out.append((post, counter, max(total - told[n - 1][1], 0)))
                elif not n and at - post.at <= timedelta(hours=48):
                    out.append((post, counter, total))
    return out


def engagement(c: Community, as_of: datetime) -> Rates:
    out = Rates()
    for w in days(c, as_of):
        gained = gains(c, w)
        posts = sum(p.is_own and _stands(p, w) and c.day(p.at) == w.first for p in c.posts)
        audience = followers(c, w.starts)
        known = bool(audience) and {p.account for p, _, _ in gained} <= audience.keys()
        people = sum(audience.values()) if known else None
        for kind in TYPES:
            of_kind = [n for _, counter, n in gained if counter == kind]
            total = sum(of_kind) if of_kind else None
            key = ("type", kind)
            out[(w.first, "engagement", *key)] = (total, None, total)
            out[(w.first, "engagement_per_post", *key)] = divided(total, posts)
            out[(w.first, "engagement_per_1000", *key)] = divided(
                None if total is None else 1000 * total, people
            )
        engaged = [n for _, counter, n in gained if counter in ENGAGED]
        key = (w.first, "engagement_rate", "base", "followers")
        out[key] = divided(sum(engaged) if engaged else None, people)
        for base in ("reach", "impressions"):
            based = {p.id for p, counter, _ in gained if counter == base}
            seen = [n for p, counter, n in gained if counter == base]
            engaged = [n for p, counter, n in gained if counter in ENGAGED and p.id in based]
            key = (w.first, "engagement_rate", "base", base)
            out[key] = divided(sum(engaged) if engaged else None, sum(seen) if seen else None)
    return out


def divided(a: float | None, b: float | None) -> tuple[float | None, float | None, float | None]:
    return a, b, None if a is None or not b else a / b


def workload(c: Community, as_of: datetime, budget: float | None) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        sent = [i for i in c.items if not i.is_inbound and i.is_message and i.kind != "post"]
        sent = [i for i in sent if c.day(i.at) == w.first and truth.counts(i, w)]
        outside = sum(not any(a <= i.at < b for a, b in c.office) for i in sent)
        minutes = float(sum(Fraction(1, 2) + Fraction(len(i.text), 200) for i in sent))
        out[(w.first, "replies_sent", "all", "all")] = (len(sent), None, len(sent))
        out[(w.first, "replies_outside_hours", "all", "all")] = rate(outside, len(sent))
        out[(w.first, "reply_minutes_estimated", "all", "all")] = divided(minutes, budget)
    return out


def rolled_up(c: Community, as_of: datetime, daily: Rates, grain: str) -> Rates:
    """Weeks or months of the figures of days."""
    out = Rates()
    for w in periods(c, as_of, grain):
        inside = {
            k: v
            for k, v in daily.items()
            if (monday(k[0]) if grain == "week" else k[0].replace(day=1)) == w.first
        }  # type: ignore[attr-defined, arg-type]
        for _, metric, dimension, value in inside:
            if (metric, value) == ("engagement_rate", "followers") or metric == "engagement_per_1000":
                continue
            rows = [v for k, v in inside.items() if k[1:] == (metric, dimension, value)]
            key = (w.first, metric, dimension, value)
            if metric in COUNTS:
                known = [n for n, _, _ in rows if n is not None]
                out[key] = (sum(known), None, sum(known)) if known else (None, None, None)
            else:
                ns = [n for n, d, _ in rows if n is not None and d is not None]
                ds = [d for n, d, _ in rows if n is not None and d is not None]
                out[key] = divided(sum(ns) if ns else None, sum(ds) if ds else None)
    return out
