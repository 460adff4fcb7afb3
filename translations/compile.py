"""Build hook of the wheel: compiles the catalogues, which are never committed, and takes them along.

The list of all sentences and the tables of who has checked them go along too.
"""

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
        folder = Path(self.root, "translations")
        for file in [folder / "messages.pot", *sorted(folder.glob("*/states.csv"))]:
            build_data["force_include"][str(file)] = f"pwa/translations/{file.relative_to(folder)}"
        for po in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
            mo = po.with_suffix(".mo")
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
            build_data["force_include"][str(mo)] = f"pwa/translations/{po.parts[-3]}/LC_MESSAGES/messages.mo"
