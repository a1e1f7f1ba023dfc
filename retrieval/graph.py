"""MiniLM's weights as an int8 ONNX graph, built once at install.

The graph takes `input_ids` and `attention_mask` (batch × tokens) and gives one normalised vector a text:
BERT of 6 layers (Devlin et al. 2019), mean pooling over the mask, L2 norm, as sentence-transformers does. Its
second output are the tokens themselves, as the last two layers have them: the last but one keeps more of what
each word is, the last of what the text is about.
Weights are int8 with one scale a column, in 7 bits: on processors with AVX2 and no VNNI the 8-bit product
saturates. Token embeddings are int8 with one scale a row. Activations are quantised as they come.
"""

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto

LAYERS, HIDDEN, HEADS = 6, 384, 12
_EPSILON = 1e-12
_WEIGHT_STEPS = 63
_TABLE_STEPS = 127
_OPSET, _IR = 17, 9
_CONTRIB = "com.microsoft"

Array = NDArray[Any]


def read_safetensors(data: bytes) -> dict[str, Array]:
    """The float32 tensors of a safetensors file (length, JSON header, raw data), by name.

    Raises ValueError where the file is not one.
    """
    try:
        (size,) = struct.unpack("<Q", data[:8])
        header: dict[str, dict[str, Any]] = json.loads(data[8 : 8 + size])
        tensors = {}
        for name, entry in header.items():
            if name == "__metadata__" or entry["dtype"] != "F32":
                continue
            start, end = entry["data_offsets"]
            raw = np.frombuffer(data[8 + size + start : 8 + size + end], dtype="<f4")
            tensors[name] = raw.reshape(entry["shape"])
    except (struct.error, KeyError, TypeError, UnicodeDecodeError) as exc:
        raise ValueError(f"not a safetensors file: {exc}") from exc
    return tensors


def build(weights: dict[str, Array]) -> "ModelProto":
    """The checked graph of the weights that `read_safetensors` gave."""
    import onnx

    model = _Builder(weights).model()
    onnx.checker.check_model(model)
    return model


class _Builder:
    """Collects nodes and constants; each method adds a step and returns the name of what comes out."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> "ModelProto":
        from onnx import TensorProto, helper

        x = self._embed()
        self._node("Cast", ["attention_mask"], "mask32", to=int(TensorProto.INT32))
        layers = []
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
            layers.append(x)
        self._pool(x)
        self._node("Concat", layers[-2:], "tokens.wide", axis=2)
        self._node("LpNormalization", ["tokens.wide"], "tokens", axis=2, p=2)
        ids, mask = (
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        )
        pooled = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])
        each = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["batch", "tokens", 2 * HIDDEN])
        graph = helper.make_graph(self._nodes, "minilm", [ids, mask], [pooled, each], self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)

    def _embed(self) -> str:
        words = self._weights["embeddings.word_embeddings.weight"]
        scales = np.maximum(np.abs(words).max(axis=1, keepdims=True) / _TABLE_STEPS, 1e-12)
        table = self._constant("words", np.rint(words / scales).astype(np.int8))
        scale = self._constant("words.scale", scales.astype(np.float32))
        self._node("Gather", [table, "input_ids"], "words.int8")
        self._node("Cast", ["words.int8"], "words.float", to=1)
        self._node("Gather", [scale, "input_ids"], "words.rowscale")
        self._node("Mul", ["words.float", "words.rowscale"], "words.out")
        # All tokens are of the first segment, so its vector is part of every position's.
        where = self._weights["embeddings.position_embeddings.weight"]
        both = where + self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self._constant("places", both)
        zero, one = self._constant("zero", np.array([0])), self._constant("one", np.array([1]))
        self._node("Shape", ["input_ids"], "shape")
        self._node("Slice", ["shape", one, self._constant("two", np.array([2])), zero], "length")
        self._node("Slice", [places, zero, "length", zero], "places.here")
        self._node("Add", ["words.out", "places.here"], "embedded")
        return self._norm("embedded", "embeddings.LayerNorm")

    def _layer(self, x: str, at: str) -> str:
        attended = self._attention(x, f"{at}.attention")
        wide = self._dense(attended, f"{at}.intermediate.dense", [f"{at}.intermediate.dense"])
        self._node("Gelu", [wide], f"{at}.gelu", domain=_CONTRIB)
        narrow = self._dense(f"{at}.gelu", f"{at}.output.dense", [f"{at}.output.dense"])
        self._node("Add", [narrow, attended], f"{at}.sum")
        return self._norm(f"{at}.sum", f"{at}.output.LayerNorm")

    def _attention(self, x: str, at: str) -> str:
        parts = [f"{at}.self.{part}" for part in ("query", "key", "value")]
        joined = self._dense(x, f"{at}.qkv", parts)
        self._node("Split", [joined], *parts, axis=2)
        self._node(
            "MultiHeadAttention",
            [*parts, "", "mask32"],
            f"{at}.heads",
            domain=_CONTRIB,
            num_heads=HEADS,
        )
        out = self._dense(f"{at}.heads", f"{at}.output.dense", [f"{at}.output.dense"])
        self._node("Add", [out, x], f"{at}.sum")
        return self._norm(f"{at}.sum", f"{at}.output.LayerNorm")

    def _pool(self, x: str) -> None:
        last = self._constant("last", np.array([2]))
        self._node("Cast", ["attention_mask"], "mask.float", to=1)
        self._node("Unsqueeze", ["mask.float", last], "mask.wide")
        self._node("Mul", [x, "mask.wide"], "masked")
        self._node("ReduceSum", ["masked", "one"], "summed", keepdims=0)
        # The mean's divisor falls out of the norm.
        self._node("LpNormalization", ["summed"], "embedding", axis=1, p=2)

    def _dense(self, x: str, name: str, parts: list[str]) -> str:
        matrix = np.concatenate([self._weights[f"{p}.weight"].T for p in parts], axis=1)
        bias = np.concatenate([self._weights[f"{p}.bias"] for p in parts])
        scales = np.maximum(np.abs(matrix).max(axis=0) / _WEIGHT_STEPS, 1e-12)
        inputs = [
            x,
            self._constant(f"{name}.int8", np.rint(matrix / scales).astype(np.int8)),
            self._constant(f"{name}.scale", scales.astype(np.float32)),
            self._constant(f"{name}.zero", np.zeros(scales.shape, np.int8)),
            self._constant(f"{name}.bias", bias),
        ]
        return self._node("DynamicQuantizeMatMul", inputs, f"{name}.out", domain=_CONTRIB)

    def _norm(self, x: str, name: str) -> str:
        scale = self._constant(f"{name}.weight", self._weights[f"{name}.weight"])
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        return self._node("LayerNormalization", [x, scale, bias], f"{name}.out", epsilon=_EPSILON)

    def _constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, list(outputs), domain=domain, **attributes))
        return outputs[0]
