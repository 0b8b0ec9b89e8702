"""Answers of real servers as their users wrote them down: status, body, and where each was found.

Ids, times and models are shortened; what the adapter looks at is as it came. `{content}` is where the model's words stand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fake_answers import Recorded, topics
from tests.fakes import Exchange, Script


@dataclass(frozen=True)
class Shape:
    """One answer as it was recorded."""

    server: str
    source: str
    status: int
    body: Mapping[str, Any]


REFUSES_SCHEMA = {
    "openai": Shape(
        "openai",
        "github.com/langchain-ai/langchain/issues/31490",
        400,
        {
            "error": {
                "message": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more "
                "about supported models at the Structured Outputs guide: https://platform.openai.com/docs/guides/structured-outputs",
                "type": "invalid_request_error",
                "param": None,
                "code": None,
            }
        },
    ),
    "azure": Shape(
        "azure",
        "github.com/langgenius/dify/issues/8994",
        400,
        {
            "error": {
                "message": "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later",
                "type": "",
                "param": "",
                "code": "BadRequest",
            }
        },
    ),
    "llama.cpp": Shape(
        "llama.cpp",
        "github.com/ggml-org/llama.cpp/issues/21600",
        400,
        {
            "error": {
                "code": 400,
                "message": "Failed to initialize samplers: Unexpected empty grammar stack after accepting piece: <think> (248068)",
                "type": "invalid_request_error",
            }
        },
    ),
    "another": Shape(
        "compatible",
        "github.com/agno-agi/agno/issues/2553",
        400,
        {
            "error": {
                "code": "InvalidParameter",
                "message": "The parameter `response_format.type` specified in the request are not valid: invalid value: `json_schema`, "
                "supported values are: `json_object` and `text`.",
                "param": "response_format.type",
                "type": "BadRequest",
            }
        },
    ),
}

REFUSES_TOOLS = {
    "ollama": Shape(
        "ollama",
        "github.com/ollama/ollama/issues/6027",
        400,
        {
            "error": {
                "message": "stablelm2:latest does not support tools",
                "type": "api_error",
                "param": None,
                "code": None,
            }
        },
    ),
    "ollama, its own body": Shape(
        "ollama",
        "github.com/ollama/ollama/issues/14795",
        400,
        {"error": "registry.ollama.ai/library/Qwen3.5:0.8b does not support tools"},
    ),
    "llama.cpp": Shape(
        "llama.cpp",
        "github.com/containers/ramalama/issues/988",
        500,
        {"error": {"code": 500, "message": "tools param requires --jinja flag", "type": "server_error"}},
    ),
    "llama.cpp, old": Shape(
        "llama.cpp",
        "github.com/ggml-org/llama.cpp/issues/10920",
        500,
        {"error": {"code": 500, "message": "Unsupported param: tools", "type": "server_error"}},
    ),
    "vllm": Shape(
        "vllm",
        "github.com/ogx-ai/ogx/issues/1185",
        400,
        {
            "object": "error",
            "message": '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
    ),
}

REFUSES_LENGTH = Shape(
    "openai",
    "github.com/griptape-ai/ComfyUI-Griptape/issues/312",
    400,
    {
        "error": {
            "message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "type": "invalid_request_error",
            "param": "max_tokens",
            "code": "unsupported_parameter",
        }
    },
)

FILTERED = Shape(
    "azure",
    "github.com/tatsu-lab/alpaca_eval/issues/430",
    400,
    {
        "error": {
            "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify "
            "your prompt and retry. To learn more about our content filtering policies please read our documentation: "
            "https://go.microsoft.com/fwlink/?linkid=2198766",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {
                "code": "ResponsibleAIPolicyViolation",
                "content_filter_result": {"jailbreak": {"filtered": True, "detected": True}},
            },
        }
    },
)

ANSWERS = {
    "ollama": Shape(
        "ollama",
        "github.com/ollama/ollama/issues/6027",
        200,
        {
            "id": "chatcmpl-527",
            "object": "chat.completion",
            "created": 1722181065,
            "model": "llama3.1:latest",
            "system_fingerprint": "fp_ollama",
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "{content}"}, "finish_reason": "stop"}
            ],
            "usage": {"prompt_tokens": 257, "completion_tokens": 63, "total_tokens": 320},
        },
    ),
    "llama.cpp": Shape(
        "llama.cpp",
        "github.com/ggml-org/llama.cpp/issues/11847",
        200,
        {
            "choices": [
                {
                    "finish_reason": "stop",
                    "index": 0,
                    "message": {"content": "{content}", "tool_calls": None, "role": "assistant"},
                }
            ],
            "created": 1739497907,
            "model": "hermes-3-llama-3.1-8b",
            "system_fingerprint": "b4689-90e4dba4",
            "object": "chat.completion",
            "usage": {"completion_tokens": 15, "prompt_tokens": 11, "total_tokens": 26},
            "id": "chatcmpl-x",
            "timings": {"prompt_n": 11, "predicted_n": 15},
        },
    ),
    "thoughts apart": Shape(
        "compatible",
        "github.com/BerriAI/litellm/pull/38269",
        200,
        {
            "id": "072076ab",
            "created": 1787697334,
            "model": "m",
            "object": "chat.completion",
            "system_fingerprint": "default",
            "choices": [
                {
                    "finish_reason": "stop",
                    "index": 0,
                    "message": {
                        "content": "{content}",
                        "role": "assistant",
                        "reasoning_content": 'The user wants {"topics": []}. Make sure it is valid JSON, no extra text.',
                    },
                    "provider_specific_fields": {"matched_stop": 200006},
                }
            ],
            "usage": {"completion_tokens": 129, "prompt_tokens": 44, "total_tokens": 173},
        },
    ),
}


def fails(shape: Shape) -> Script:
    """Answers as recorded."""
    return lambda exchange, _request: exchange.json(shape.body, shape.status)


def answers(shape: Shape, around: str = "{content}") -> Script:
    """A good set in a recorded envelope; `around` is what the model writes about it."""

    def play(exchange: Exchange, request: Recorded) -> None:
        said = around.replace("{content}", json.dumps(topics(request), ensure_ascii=False))
        body = json.loads(json.dumps(shape.body).replace('"{content}"', json.dumps(said)))
        exchange.json(body, shape.status)

    return play


def calls(*, broken: bool = False) -> Script:
    """A good set as a function's arguments, as OpenAI, Ollama and vLLM send them (api-reference/chat/object, tool_calls)."""

    def play(exchange: Exchange, request: Recorded) -> None:
        arguments = json.dumps(topics(request), ensure_ascii=False)
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": "TopicsDraft", "arguments": arguments[:-9] if broken else arguments},
        }
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        exchange.json(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 0,
                "model": "m",
                "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
                "usage": {"prompt_tokens": 82, "completion_tokens": 17, "total_tokens": 99},
            }
        )

    return play


def server(*, schema: Script | None, tools: Script | None, text: Script | None) -> Script:
    """A server that does one thing for each way it may be asked; None where it must not be asked so."""

    def play(exchange: Exchange, request: Recorded) -> None:
        asked = request.json
        script = schema if "response_format" in asked else tools if "tools" in asked else text
        assert script is not None, "asked in a way that was not expected"
        script(exchange, request)

    return play
