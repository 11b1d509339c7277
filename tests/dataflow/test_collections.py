"""Collections that calls make."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_a_mapping_of_keywords() -> None:
    expect(
        """
        import os
        from flask import request

        def run(**options):
            made = dict(a="ls", b=request.args["n"])
            os.system(made["a"])
            os.system(made["b"]) #!
            os.system(dict(request.args)["a"]) #!
            os.system(dict(options, a="ls")["b"])
        """
    )


def test_numbered_elements() -> None:
    expect(
        """
        import os
        from flask import request

        for number, name in enumerate(request.args.getlist("n"), start=1):
            os.system(f"echo {number}")
            os.system(name) #!
        """
    )


def test_what_is_awaited_together() -> None:
    expect(
        """
        import asyncio
        import os
        from flask import request

        async def name():
            return request.args["n"]

        async def run():
            first, second = await asyncio.gather(name(), name())
            os.system(first) #!
            os.system(await asyncio.wait_for(name(), 1)) #!
        """
    )
