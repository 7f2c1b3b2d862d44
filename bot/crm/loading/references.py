"""Do the records exist that rows point to: asked once per id, with bounded memory."""

from collections.abc import Iterable

from storage.crm.loading import Loading

_REMEMBERED = 200_000  # ids per kind


class References:
    """Asks the CRM, in which the load's earlier files stand already."""

    def __init__(self, loading: Loading) -> None:
        self._loading = loading
        self._known: dict[str, dict[str, bool]] = {}

    async def unknown(self, kind: str, ids: Iterable[str | None]) -> set[str]:
        """Those of the ids that no record of the kind has."""
        known = self._known.setdefault(kind, {})
        if len(known) > _REMEMBERED:
            known.clear()
        wanted = {each for each in ids if each}
        asked = wanted.difference(known)
        if asked:
            found = await self._loading.known(kind, asked)
            known.update((each, each in found) for each in asked)
        return {each for each in wanted if not known[each]}
