"""Do the records exist that rows point to: asked once per id, with bounded memory."""

from collections.abc import Iterable

from storage.crm.loading import Loading

_REMEMBERED = 200_000  # ids per kind


class References:
    """Asks the CRM, in which the load's earlier files stand already."""

    def __init__(self, loading: Loading) -> None:
        self._loading = loading
        self._known: dict[str, set[str]] = {}

    async def unknown(self, kind: str, ids: Iterable[str | None]) -> set[str]:
        """Those of the ids that no record of the kind has."""
        known = self._known.setdefault(kind, set())
        if len(known) > _REMEMBERED:
            known.clear()
        asked = {each for each in set(ids).difference(known) if each}
        if not asked:
            return asked
        found = await self._loading.known(kind, asked)
        known.update(found)
        return asked - found
