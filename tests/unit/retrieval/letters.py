"""An embedder of letters: texts are told apart, and it is quick to make."""


class Counting:
    """Vectors from letters: enough to be told apart, quick to make."""

    name = "letters"

    def __init__(self, version: str = "1") -> None:
        self.version, self.texts = version, 0

    def embed(self, texts: list[str]):  # type: ignore[no-untyped-def]
        import numpy as np

        self.texts += len(texts)
        rows = np.array([[1.0 + t.lower().count(c) for c in "abcdefghijklmnop"] for t in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class NoReader:
    """Text documents never come to the isolated reader."""

    def document(self, data: bytes, *, filename: str | None, media_type: str | None):  # type: ignore[no-untyped-def]
        raise AssertionError(filename)


def no_reader() -> NoReader:
    return NoReader()
