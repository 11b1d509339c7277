from __future__ import annotations

import asyncio

import pytest
from tests.lsp.support import COMMAND, VULNERABLE, Raw

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_over_tcp() -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", "127.0.0.1:0", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    line = (await process.stderr.readline()).decode()
    assert line.startswith("penmark: listening at 127.0.0.1:")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(line.rsplit(":", 1)[1]))
    client = Raw(reader, writer, process)
    await client.initialize()
    client.open("file:///nowhere/app.py", VULNERABLE)
    assert len(await client.published("file:///nowhere/app.py", 1)) == 1
    for version in range(2, 50):
        client.change("file:///nowhere/app.py", version, [{"text": VULNERABLE + "\n" * version}])
    assert len(await client.published("file:///nowhere/app.py", 49)) == 1
    assert (await client.leave())[0] == 0


async def test_a_client_that_hangs_up() -> None:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", "127.0.0.1:0", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    line = (await process.stderr.readline()).decode()
    _, writer = await asyncio.open_connection("127.0.0.1", int(line.rsplit(":", 1)[1]))
    writer.close()
    assert await asyncio.wait_for(process.wait(), 20) == 1


async def test_an_address_that_is_taken() -> None:
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", f"127.0.0.1:{port}", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    assert b"cannot listen at 127.0.0.1" in await process.stderr.read()
    assert await process.wait() == 2
    listener.close()
