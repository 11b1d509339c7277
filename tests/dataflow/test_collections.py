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


def test_fields_that_a_class_only_declares() -> None:
    expect(
        """
        import os
        from dataclasses import dataclass
        from flask import request

        @dataclass
        class Job:
            name: str
            folder: str
            count: int = 0

            def run(self):
                os.system(self.name) #!
                os.system(self.folder)
                os.system(self.count)

        def view():
            Job(request.args["n"], folder="data").run()
            Job(folder="other", name="a").run()
        """
    )
