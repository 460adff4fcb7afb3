"""What a check has found, as one line that can be pasted in public."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from pwa.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What was checked, what was found, and what to do if that is wrong. Without a remedy, all is well."""

    subject: str
    said: str
    remedy: str = ""

    def line(self, settings: Settings | None) -> str:
        """The finding as one line, without the secrets of these settings."""
        text = f"{'WRONG' if self.remedy else 'ok':<5} {self.subject}: {' '.join(f'{self.said} {self.remedy}'.split())}"
        for secret in _secrets(settings) if settings else ():
            text = text.replace(secret, "***")
        return text


def _secrets(settings: Settings) -> list[str]:
    """The password of the database and the private key. Errors of drivers may quote a part of an address."""
    try:
        password = sa.make_url(settings.database_url).password
    except (sa.exc.ArgumentError, ValueError):
        password = None
    return [secret for secret in (password, settings.vapid_key) if secret]
