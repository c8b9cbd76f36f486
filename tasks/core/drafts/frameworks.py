"""The frameworks: scaffolds for common situations, in plain data. English for now.

Every situation has at least three, so that neither a member nor a block is offered the same one twice in a row.
A quote (DETAIL) stands where any sentence of theirs reads well, questions included.
"""

from tasks.core.drafts.shape import DETAIL, NAME, Framework, Line, Piece, Slot


def _line(*pieces: Piece) -> Line:
    return Line(pieces)


def _maybe(*pieces: Piece) -> Line:
    return Line(pieces, is_optional=True)


_SAFETY = (
    Framework(
        "act now",
        "safety",
        (
            _line(NAME, ", please ", Slot("what they should do right now"), "."),
            _line(Slot("phone or person who can act"), " is there now."),
            _line(Slot("your own name"), " stays on this and writes again by ", Slot("time"), "."),
        ),
    ),
    Framework(
        "are you safe",
        "safety",
        (
            _line(NAME, ", first: are you all right?"),
            _line("About ", DETAIL, ": ", Slot("what is being done this minute"), "."),
            _line("Reach ", Slot("a person, by name"), " at ", Slot("phone or direct message"), "."),
        ),
    ),
    Framework(
        "taken over",
        "safety",
        (
            _line(NAME, ", ", DETAIL, " is with ", Slot("who took it over"), " since ", Slot("time"), "."),
            _line(Slot("what happens next, and when they hear from you"), "."),
        ),
    ),
)

_PROBLEM = (
    Framework(
        "own it",
        "problem",
        (
            _line(NAME, ", ", DETAIL, " should not have happened."),
            _line(Slot("what went wrong, or what you are checking"), "."),
            _line(Slot("what you do now, and by when"), "."),
        ),
    ),
    Framework(
        "one thing we need",
        "problem",
        (
            _line("Sorry about this, ", NAME, "."),
            _line("To sort out ", DETAIL, " we need ", Slot("one thing; privately if it is personal"), "."),
            _line("Then ", Slot("what happens, and when"), "."),
        ),
    ),
    Framework(
        "in your words",
        "problem",
        (
            _line(NAME, ", ", Slot("what this did to their day, in your own words"), "."),
            _line("On ", DETAIL, ": ", Slot("the fix, or honestly what cannot be done"), "."),
        ),
    ),
)

_QUESTION = (
    Framework(
        "answer first",
        "question",
        (
            _line(NAME, ", ", Slot("the answer, in one sentence"), "."),
            _maybe(Slot("where to find it, or the next step"), "."),
            _line("Does that settle ", DETAIL, "?"),
        ),
    ),
    Framework(
        "ask back",
        "question",
        (
            _line("On ", DETAIL, ", ", NAME, ": ", Slot("what you can say already"), "."),
            _line("To be exact: ", Slot("the one thing you need to know from them"), "?"),
        ),
    ),
    Framework(
        "find out",
        "question",
        (
            _line(NAME, ", we do not know yet about ", DETAIL, "."),
            _line(Slot("who"), " is finding out, and you hear from us by ", Slot("day and time"), "."),
        ),
    ),
)

_REQUEST = (
    Framework(
        "where it stands",
        "request",
        (
            _line(NAME, ", on ", DETAIL, ": it is ", Slot("planned, thought about, or not planned"), "."),
            _line(Slot("the reason, in one sentence"), "."),
        ),
    ),
    Framework(
        "tell us the use",
        "request",
        (
            _line("What would you do with it, ", NAME, "?"),
            _line(Slot("what you understood of what they wish for"), "."),
            _maybe("It is written down: ", Slot("where they can follow it"), "."),
        ),
    ),
    Framework(
        "until then",
        "request",
        (
            _line("Not today, ", NAME, ": ", Slot("why"), "."),
            _line("What comes close: ", Slot("something that works now"), "."),
        ),
    ),
)

_FEATURE = (
    Framework(
        "may we show it",
        "feature",
        (
            _line(NAME, ", ", Slot("what you see in it and like, concretely"), "."),
            _line("May we show it on ", Slot("where"), ", with your name?"),
            _maybe("A yes here is enough, and a no is fine."),
        ),
    ),
    Framework(
        "how did you",
        "feature",
        (
            _line(Slot("the detail that made you look twice"), ", ", NAME, "!"),
            _line("How did you ", Slot("the step you want to know about"), "?"),
        ),
    ),
    Framework(
        "shown to the team",
        "feature",
        (
            _line(NAME, ", ", Slot("who"), " saw this and said: ", Slot("their words"), "."),
            _line("Would you let us feature it ", Slot("where and how you would credit them"), "?"),
        ),
    ),
)

_SHARE = (
    Framework(
        "what you added",
        "share",
        (
            _line(NAME, ", ", Slot("what in their own words you agree with or see otherwise"), "."),
            _maybe(Slot("something their readers would want to know"), "."),
        ),
    ),
    Framework(
        "ask on",
        "share",
        (
            _line("You wrote ", DETAIL, ", ", NAME, "."),
            _line(Slot("a real question about it"), "?"),
        ),
    ),
    Framework(
        "behind it",
        "share",
        (_line(NAME, ", since you pass this on: ", Slot("a detail from behind it"), "."),),
    ),
)

_PRAISE = (
    Framework(
        "what it means",
        "praise",
        (
            _line(NAME, ", ", DETAIL, ": ", Slot("what that means to those who made it"), "."),
            _maybe(Slot("one detail from behind the scenes"), "."),
        ),
    ),
    Framework(
        "passed on",
        "praise",
        (
            _line("We showed ", DETAIL, " to ", Slot("the person it is about"), ", ", NAME, "."),
            _line(Slot("what they said, or how they looked"), "."),
        ),
    ),
    Framework(
        "one question",
        "praise",
        (
            _line("Good to read, ", NAME, "."),
            _line(Slot("one real question about what they liked"), "?"),
        ),
    ),
)

_PEER_HELP = (
    Framework(
        "right, and more",
        "peer_help",
        (
            _line(NAME, " is right: ", Slot("confirm what they said, in your words"), "."),
            _maybe("And ", Slot("what to add or to mind"), "."),
        ),
    ),
    Framework(
        "thanks to a helper",
        "peer_help",
        (_line("Thank you for helping ", Slot("whom"), " with ", DETAIL, ", ", NAME, "."),),
    ),
    Framework(
        "learned from you",
        "peer_help",
        (
            _line(NAME, ", ", Slot("what was new to you in it"), "."),
            _line("May we put it into ", Slot("the help page or pinned post"), "?"),
        ),
    ),
)

_WELCOME = (
    Framework(
        "first time here",
        "welcome",
        (
            _line("Welcome, ", NAME, "."),
            _line("On ", DETAIL, ": ", Slot("your answer to it"), "."),
            _maybe("You may like ", Slot("a person, thread or place here"), "."),
        ),
    ),
    Framework(
        "how did you find us",
        "welcome",
        (
            _line(NAME, ", good to have you here. ", Slot("something about what they wrote"), "."),
            _line("What brought you to ", Slot("us, this thread, this topic"), "?"),
        ),
    ),
    Framework(
        "meet someone",
        "welcome",
        (
            _line(Slot("your answer to what they said"), ", ", NAME, "."),
            _line(Slot("someone here"), " is into the same: ", Slot("what they have in common"), "."),
        ),
    ),
)

_STORY = (
    Framework(
        "what stayed with me",
        "story",
        (_line(NAME, ", ", DETAIL, ": ", Slot("what stayed with you of it"), "."),),
    ),
    Framework(
        "another view",
        "story",
        (
            _line(Slot("where you agree"), ", ", NAME, "."),
            _line(Slot("where you see it otherwise, or what you would add"), "."),
        ),
    ),
    Framework(
        "tell on",
        "story",
        (
            _line("You write ", DETAIL, ", ", NAME, "."),
            _line(Slot("what you would like to hear more of"), "?"),
        ),
    ),
)

_THANKS = (
    Framework("any time", "thanks", (_line("Any time, ", NAME, ". ", Slot("a word about what it was")),)),
    Framework("glad", "thanks", (_line("Glad ", Slot("what turned out well"), ", ", NAME, "."),)),
    Framework("see you", "thanks", (_line(NAME, ", ", Slot("a wish that fits them"), "."),)),
)

FRAMEWORKS: tuple[Framework, ...] = (
    *_SAFETY, *_PROBLEM, *_QUESTION, *_REQUEST, *_FEATURE, *_SHARE, *_PRAISE, *_PEER_HELP, *_WELCOME, *_STORY, *_THANKS
)  # fmt: skip
"""All of them; within a situation the best first."""
