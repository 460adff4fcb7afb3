"""Build hook of the wheel: compiles the catalogues, which are never committed, and takes them along."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    """Found by hatchling through `pyproject.toml`."""

    def initialize(self, version, build_data):
        """Compile every `.po` and map its `.mo` into the package."""
        if version == "editable":
            return
        for po in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/messages.po")):
            mo = po.with_suffix(".mo")
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
            build_data["force_include"][str(mo)] = f"pwa/translations/{po.parts[-3]}/LC_MESSAGES/messages.mo"
