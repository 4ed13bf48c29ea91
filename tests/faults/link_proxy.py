"""The same bad link for machines that allow no network of their own: a TCP proxy with the rate, delay and cuts of
link_emulator.py. It can't lose packets and knows nothing of TCP's own bytes. link_proxy.py TARGET_PORT SETTINGS
"""

import asyncio
import contextlib
import json
import sys

OVERHEAD = 1.04  # headers of TCP and IP around what it carries, about
PIECE = 1400


class Proxy:
    """Listens on a free port and carries what comes to `target`."""

    def __init__(self, target, told):
        self.target, self.told = target, told
        self.found = {"bytes": 0, "packets": 0, "lost": 0, "cuts": 0}
        self.open, self.down = set(), False
        self.free_at = [0.0, 0.0]

    async def accept(self, reader, writer):
        if self.down:
            writer.transport.abort()
            return
        there = await asyncio.open_connection("127.0.0.1", self.target)
        self.open |= {writer, there[1]}
        await asyncio.gather(self.pump(0, reader, there[1]), self.pump(1, there[0], writer))
        self.open -= {writer, there[1]}

    async def pump(self, way, reader, writer):
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while data := await reader.read(PIECE):
                self.found["bytes"] += int(len(data) * OVERHEAD)
                self.found["packets"] += 1
                self.free_at[way] = max(loop.time(), self.free_at[way]) + len(data) * OVERHEAD / self.told["rate"]
                loop.call_at(self.free_at[way] + self.told["delay"], self._hand_over, writer, data)
                await asyncio.sleep(max(0, self.free_at[way] - loop.time()))
        await asyncio.sleep(self.told["delay"])
        if not writer.is_closing():
            writer.close()

    @staticmethod
    def _hand_over(writer, data):
        if not writer.is_closing():
            writer.write(data)

    async def cuts(self):
        while self.told["cut_every"]:
            await asyncio.sleep(self.told["cut_every"] - self.told["cut_for"])
            self.found["cuts"] += 1
            self.down = True
            for writer in self.open:
                writer.transport.abort()
            await asyncio.sleep(self.told["cut_for"])
            self.down = False

    async def run(self):
        server = await asyncio.start_server(self.accept, "127.0.0.1", 0, limit=8192)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        wait, loop, cutting = sys.stdin.buffer.read, asyncio.get_running_loop(), None
        if await loop.run_in_executor(None, wait, 1):
            cutting = asyncio.create_task(self.cuts())
            await loop.run_in_executor(None, wait)
        if cutting:
            cutting.cancel()
        server.close()
        sys.stdout.write(json.dumps(self.found) + "\n")


if __name__ == "__main__":
    asyncio.run(Proxy(int(sys.argv[1]), json.loads(sys.argv[2])).run())
