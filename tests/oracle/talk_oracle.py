"""When people write, which answers lead on, what posts draw, which counts to mind: over again, plain and slow."""

import itertools
import random
from datetime import datetime, timedelta

from community import Community, Item, Post
from content_oracle import TYPES
from generated import generate, moment
from metrics_oracle import Rates, Truth, days, grouped

HOURS_48, HOURS_72 = timedelta(hours=48), timedelta(hours=72)
COUNTERS = (*TYPES, "reach", "impressions")
Talk = set[tuple[object, ...]]


def talkative(seed: int, items: int = 260) -> Community:
    """A generated community in which people also write under the brand's posts, and twice in a row."""
    c, rng = generate(seed, items=items), random.Random(f"talk-{seed}")
    for n in range(100, 118):
        text = "x" * rng.choice([0, 40, 150, 400])
        media = tuple(rng.choice(["photo", "video"]) for _ in range(rng.randrange(3)))
        tags = tuple(rng.sample(["New", "new", "sale", "team"], rng.randrange(3)))
        at = moment(rng, c.zone)
        c.posts.append(Post(n, f"post{n}", c.people[0], at, text=text, media=media, hashtags=tags))
    number, own = max(i.id for i in c.items), [p for p in c.posts if p.is_own]
    for post in own:
        thread = rng.choice([post.native_id, f"under-{post.native_id}"])
        for _ in range(rng.randrange(12)):
            number += 1
            at = post.at + timedelta(minutes=30 * rng.choice([0, 1, 3, 40, 96, 144, 145, 200]))
            who = c.people[0] if rng.random() < 0.3 else rng.choice(c.people[1:])
            said = Item(number, who, at, thread, "reply" if who.is_own else "comment", account=post.account)
            said.post = post.native_id if thread != post.native_id or rng.random() < 0.5 else None
            said.tier = None if who.is_own else rng.choice(["T1", "T2", "T4", "none"])
            said.parent = c.items[-1].id if who.is_own and c.items[-1].thread == thread else None
            said.deleted_at = at + timedelta(hours=rng.choice([2, 30])) if rng.random() < 0.1 else None
            c.items.append(said)
    for item in [i for i in c.items if i.is_inbound and i.is_message and rng.random() < 0.4]:
        number += 1
        at = item.at + timedelta(minutes=30 * rng.choice([1, 10, 60, 96, 97, 120]))
        c.items.append(Item(number, item.who, at, item.thread, "reply", item.id, rng.choice(["T2", "T4", "none"]),
                            account=item.account))  # fmt: skip
    return c


def weekday_hour(c: Community, at: datetime) -> str:
    local = at.astimezone(c.zone)
    return f"{local.isoweekday()}-{local.hour:02d}"


def platform(thing: Item | Post) -> str:
    return thing.account.split(":")[0]


def arrivals(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        came = [i for i in c.items if i.is_inbound and i.is_message and c.day(i.at) == w.first]
        came = [i for i in came if truth.counts(i, w)]
        out[(w.first, "arrivals", "all", "all")] = (len(came), None, len(came))
        for hour in {weekday_hour(c, i.at) for i in came}:
            n = sum(weekday_hour(c, i.at) == hour for i in came)
            out[(w.first, "arrivals", "weekday_hour", hour)] = (n, None, n)
    return out


def answers_led_on(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    by_id = {i.id: i for i in c.items}
    asked: dict[int, list[Item]] = {}
    for answer in c.answers():
        if answer.via != "reaction":
            asked.setdefault(answer.answer, []).append(by_id[answer.item])
    for w in days(c, as_of):
        cells = []
        for number, questions in asked.items():
            sent = by_id[number]
            ends = sent.at + HOURS_48
            heard = [q for q in questions if q.is_message and truth.counts(q, w)]
            if c.day(ends) != w.first or not w.seen(ends) or not truth.counts(sent, w) or not heard:
                continue
            led_on = any(
                f.is_inbound and f.is_message and sent.at < f.at <= ends and truth.counts(f, w)
                and (platform(f), f.thread, f.who.member) == (platform(q), q.thread, q.who.member)
                for q in heard for f in c.items
            )  # fmt: skip
            cells += [("all", "all", led_on), ("weekday_hour", weekday_hour(c, sent.at), led_on)]
        grouped(out, (w.first, "answers_led_on"), cells)
    return out


def post_talk(c: Community, as_of: datetime) -> Talk:
    truth, out = Truth(c), Talk()
    known = {(platform(p), p.native_id) for p in c.posts}
    own = [p for p in c.posts if p.is_own]
    own += [
        Post(0, str(i.id), i.who, i.at, account=i.account, deleted_at=i.deleted_at, text=i.text)
        for i in c.items
        if not i.is_inbound and i.kind == "post" and (platform(i), str(i.id)) not in known
    ]
    for w in days(c, as_of):
        for post in own:
            ends, gone = post.at + HOURS_72, post.deleted_at
            if c.day(ends) != w.first or not w.seen(ends):
                continue
            if gone is not None and w.seen(gone) and gone <= post.at + timedelta(hours=24):
                continue
            said = [i for i in c.items if i.is_message and platform(i) == platform(post)]
            said = [i for i in said if post.at <= i.at <= ends]
            threads = {i.thread for i in said if i.is_inbound and post.native_id in (i.post, i.thread)}
            drew = [0, 0]
            people = set()
            for thread in threads:
                heard = sorted((i.at, i.id, i) for i in said if i.thread == thread and truth.counts(i, w))
                sides = [i.is_inbound for _, _, i in heard]
                drew[0] += any(sides)
                drew[1] += sum(a != b for a, b in itertools.pairwise(sides))
                people |= {i.who.member for _, _, i in heard if i.is_inbound}
            media = "mixed" if len(set(post.media)) > 1 else next(iter(post.media), "none")
            tags = tuple(sorted({tag.lower() for tag in post.hashtags}))
            out.add(
                (w.first, platform(post), post.native_id, media, len(post.text), tags, *drew, len(people))
            )
    return out


def engagement_flags(c: Community, as_of: datetime) -> Rates:
    out = Rates()
    for w in days(c, as_of):
        cells = []
        for post, counter in itertools.product((p for p in c.posts if p.is_own), COUNTERS):
            gone = post.deleted_at
            if gone is not None and w.seen(gone) and gone <= post.at + timedelta(hours=24):
                continue
            told = sorted(
                (s.at, s.counts[counter]) for s in c.snapshots if s.post == post.id and counter in s.counts
            )
            for n, (at, total) in enumerate(told):
                if not (w.starts <= at and w.seen(at)):
                    continue
                before = told[n - 1] if n else None
                lost = at - before[0] > timedelta(days=8) if before else at - post.at > HOURS_48
                fell = bool(before and not lost and total < before[1])
                missing = bool(before and not lost and (w.first - c.day(before[0])).days > 1)
                cells += [("all", "all", lost or fell or missing), ("flag", "not_known", lost),
                          ("flag", "fell", fell), ("flag", "days_missing", missing)]  # fmt: skip
        grouped(out, (w.first, "engagement_flags"), cells)
        for flag in ("not_known", "fell", "days_missing"):
            out.setdefault((w.first, "engagement_flags", "flag", flag), (0, 0, None))
    return out
