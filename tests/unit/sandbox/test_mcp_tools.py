"""The MCP server speaks the real protocol over stdio, and changes nothing unless allowed."""

import asyncio
import json
import smtplib
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[3])
COMMAND = "from intake.cli.main import main; main()"


@pytest.mark.parametrize("writes", [False, True])
def test_a_client_lists_waits_and_reads_the_code(writes, tmp_path):
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    ports = tmp_path / "ports.json"
    args = ["-c", COMMAND, "sandbox", "--smtp-port", "0", "--http-port", "0", "--imap-port", "0", "--mcp"]
    args += ["--mcp-write"] if writes else []
    place = StdioServerParameters(command=sys.executable, args=args, cwd=ROOT)

    async def talk() -> None:
        with ports.open("w") as log:
            async with (
                stdio_client(place, errlog=log) as (read, write),
                ClientSession(read, write) as session,
            ):
                await session.initialize()
                names = {t.name for t in (await session.list_tools()).tools}
                reading = {"list_messages", "get_message", "wait_for_message", "get_code", "get_link"}
                assert names == (reading | {"delete_messages", "make_inbox"} if writes else reading)
                port = int(ports.read_text().split("smtp://127.0.0.1:")[1].split()[0])
                with smtplib.SMTP("127.0.0.1", port) as smtp:
                    smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: Hi\r\n\r\nYour code is 482913\r\n")
                code = await session.call_tool("get_code", {"inbox": "x@y.z"})
                assert json.loads(code.content[0].text)["value"] == "482913"
                listed = json.loads((await session.call_tool("list_messages", {})).content[0].text)
                assert [m["subject"] for m in listed["messages"]] == ["Hi"]
                missing = await session.call_tool("get_link", {"inbox": "x@y.z", "kind": "reset"})
                assert missing.is_error
                gone = await session.call_tool("delete_messages", {"ids": [listed["messages"][0]["id"]]})
                assert gone.is_error is not writes

    asyncio.run(asyncio.wait_for(talk(), 60))
