"""Errors named for the response to them."""


class ConnectorError(Exception):
    """Something at the edge went wrong. The message is for people and never holds a secret."""


class RetryLater(ConnectorError):
    """The platform asks us to wait, or is briefly unwell: try again after `seconds`."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(f"{reason}; try again in {seconds:.0f} s")
        self.seconds = seconds
        self.reason = reason

    def __reduce__(self) -> tuple[type["RetryLater"], tuple[float, str]]:
        """Both arguments again, so that the error survives the way between processes."""
        return type(self), (self.seconds, self.reason)


class Denied(ConnectorError):
    """Credentials or permissions are missing or refused: a person must act; retrying does not help."""


class Gone(ConnectorError):
    """The thing (or that part of the past) is no longer given by the platform."""


class Malformed(ConnectorError):
    """An answer that is not in the documented form: an HTML page with status 200, truncated JSON."""


class ConfigError(Exception):
    """rapport.toml or the environment is wrong; the message names the file, the line and what is expected."""
