"""Tools that a language model calls, and what it answers."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_tools_of_the_model_context_protocol() -> None:
    expect(
        """
        import os
        from mcp.server.fastmcp import Context, FastMCP

        mcp = FastMCP("shop")

        @mcp.tool()
        def pack(name: str, ctx: Context, count: int = 1) -> str:
            os.system("tar " + name) #!
            os.system(count)
            os.system(ctx.request_id)

        @mcp.prompt()
        def ask(name: str) -> str:
            os.system(name)
        """
    )


def test_tools_of_langchain() -> None:
    expect(
        """
        import os
        from langchain.tools import BaseTool
        from langchain_core.tools import tool

        @tool
        def pack(name: str) -> str:
            \"\"\"Packs.\"\"\"
            os.system("tar " + name) #!

        @tool("unpack")
        def unpack(name: str) -> str:
            os.system("tar " + name) #!

        class Pack(BaseTool):
            name: str = "pack"

            def _run(self, query: str, run_manager=None) -> str:
                os.system(query) #!
                os.system(self.name)
        """
    )


def test_answers() -> None:
    expect(
        """
        import json
        import os
        import boto3
        from groq import Groq
        from langchain_google_genai import ChatGoogleGenerativeAI

        def ask(question):
            answer = Groq().chat.completions.create(messages=[])
            os.system(answer.choices[0].message.content) #!
            os.system(ChatGoogleGenerativeAI(model="a").invoke(question).content) #!
            raw = boto3.client("bedrock-runtime").invoke_model(modelId="a", body="{}")
            os.system(json.loads(raw["body"].read())["completion"]) #!
        """
    )
