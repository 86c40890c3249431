"""What requests cost: seconds that a server and its database kept a core busy (Linux)."""

from galleria.base.config import Settings
from galleria.ops.bench.children import cpu_seconds, descendants, is_alive
from galleria.ops.bench.served import Server
from galleria.ops.database import migration_url
from galleria.ops.migrator import administrator

BACKENDS = "SELECT pid FROM pg_stat_activity WHERE usename IN ('galleria_app', 'galleria_platform')"


class Meter:
    """Reads the clocks of a server's processes, and of the database's that work for it."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self._settings = settings
        self._server = server

    async def seconds(self) -> float:
        """Say how long they have been busy so far; what ended in between is not counted."""
        process = self._server.child.process.pid
        ours = [process, *descendants(process)]
        async with administrator(migration_url(self._settings)) as connection:
            theirs = [row[0] for row in await connection.fetch(BACKENDS)]
        return cpu_seconds([it for it in (*ours, *theirs) if is_alive(it)])
