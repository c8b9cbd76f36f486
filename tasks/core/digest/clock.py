"""Times as the reader's own clock says them: the brand's zone, 12 or 24 hours by its locale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_time_format

_FALLBACK = "en_GB"


@dataclass(frozen=True, slots=True)
class Clock:
    """Says moments (aware datetimes) in words; `now` is the moment of the digest."""

    zone: ZoneInfo
    locale: str
    now: datetime

    @property
    def today(self) -> date:
        """The calendar day of `now` in the brand's zone."""
        return self.now.astimezone(self.zone).date()

    def time(self, moment: datetime) -> str:
        """ "14:05", or "2:05 pm" where the locale counts to twelve."""
        local = moment.astimezone(self.zone)
        pattern = str(get_time_format("short", locale=_locale(self.locale)).pattern)
        if "a" in pattern or "b" in pattern or "B" in pattern:
            return f"{local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"
        separator = "." if "." in pattern else ":"
        return f"{local.hour:02d}{separator}{local.minute:02d}"

    def moment(self, moment: datetime) -> str:
        """The clock time, with the day if not today: "11:20", "tomorrow 09:00", "Tue 11:20"."""
        word = self.day(moment.astimezone(self.zone).date())
        return self.time(moment) if word == "today" else f"{word} {self.time(moment)}"

    def day(self, day: date) -> str:
        """ "today", "yesterday", "tomorrow", the weekday of the last three and the next six days, else "3 Nov"."""
        distance = (day - self.today).days
        if distance in _NEAR:
            return _NEAR[distance]
        if -4 < distance < 7:
            return format_date(day, "EEE", locale=self._words)
        pattern = "MMM d" if self._is_month_first else "d MMM"
        return format_date(
            day, pattern if day.year == self.today.year else f"{pattern} y", locale=self._words
        )

    def weekday(self, day: date) -> str:
        """ "Mon"."""
        return format_date(day, "EEE", locale=self._words)

    def short_date(self, day: date) -> str:
        """ "3 Nov", or "Nov 3" where the month comes first."""
        return format_date(day, "MMM d" if self._is_month_first else "d MMM", locale=self._words)

    def month(self, day: date) -> str:
        """ "November 2026"."""
        return format_date(day, "LLLL y", locale=self._words)

    def full_date(self, day: date) -> str:
        """ "Sunday 22 November 2026"."""
        pattern = "EEEE, MMMM d, y" if self._is_month_first else "EEEE d MMMM y"
        return format_date(day, pattern, locale=self._words)

    def span(self, first: date, last: date) -> str:
        """ "Monday 22 to Sunday 28 June 2026": two days with nothing said twice."""
        pattern = "EEEE, MMMM d" if self._is_month_first else "EEEE d MMMM"
        if first.year != last.year:
            return f"{self.full_date(first)} to {self.full_date(last)}"
        if first.month == last.month and not self._is_month_first:
            pattern = "EEEE d"
        return f"{format_date(first, pattern, locale=self._words)} to {self.full_date(last)}"

    def zone_name(self) -> str:
        """The zone as people write it: "GMT", "CET", else its offset."""
        return str(format_datetime(self.now, "zzz", tzinfo=self.zone, locale=self._words))

    def start_of_day(self, day: date) -> datetime:
        """The first moment of `day` in the brand's zone."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def last_monday(self) -> date:
        """The Monday of the last whole week, Monday to Sunday."""
        return self.today - timedelta(days=self.today.weekday() + 7)

    def at(self, day: date, hour: int) -> datetime:
        """`hour` o'clock of `day` in the brand's zone."""
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.zone)

    @property
    def _is_month_first(self) -> bool:
        return _locale(self.locale).territory in {"US", "CA", "PH"}

    @property
    def _words(self) -> Locale:
        """The mail is in English: names of days and months are too, whatever the brand's locale."""
        return Locale.parse("en_US" if self._is_month_first else _FALLBACK)


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def duration(span: timedelta) -> str:
    """A length of time in at most two units, rounded down: "2 h 10 min", "3 days 4 h", "under a minute"."""
    minutes = int(abs(span).total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= 2:
        return f"{days} days" + (f" {hours} h" if hours and days < 4 else "")
    hours += days * 24
    if hours:
        return f"{hours} h" + (f" {rest} min" if rest and hours < 12 else "")
    return f"{rest} min" if rest else "under a minute"


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_FALLBACK)
