"""Arrays as files and as what NumPy has: safetensors, and bf16 as the upper half of a float."""

import json
import struct

import numpy as np

NUMPY = {"f32": np.float32, "f64": np.float64, "f16": np.float16, "bf16": np.uint16, "i1": np.bool_, "i8": np.int8, "i32": np.int32,
         "i64": np.int64, "ui32": np.uint32, "ui64": np.uint64, "c64": np.complex64}
SAFETENSORS = {"f32": "F32", "f64": "F64", "f16": "F16", "bf16": "BF16", "i1": "BOOL", "i8": "I8", "i32": "I32", "i64": "I64",
               "ui32": "U32", "ui64": "U64", "c64": "C64"}


def rounded(floats):
    """The bits of the nearest bf16, ties to even, of floats that are numbers."""
    bits = np.ascontiguousarray(floats, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def floats(array, kind):
    """What an array holds, as numbers to compute with."""
    if kind == "bf16":
        return (array.astype(np.uint32) << 16).view(np.float32)
    return array


def made_up(kind, shape, seed):
    """Seeded values: floats between -0.1 and 0.1, whole numbers from 0 to 9."""
    generator = np.random.default_rng(seed)
    if "i" in kind:
        return generator.integers(0, 10, shape).astype(NUMPY[kind])
    values = (generator.random(shape, np.float32) - np.float32(0.5)) * np.float32(0.2)
    return rounded(values).reshape(shape) if kind == "bf16" else values.astype(NUMPY[kind])


def write(path, arrays):
    """Writes (name, kind, array) as a safetensors file."""
    header, offset = {}, 0
    for name, kind, array in arrays:
        header[name] = {"dtype": SAFETENSORS[kind], "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, _, array in arrays:
            file.write(np.ascontiguousarray(array).tobytes())


def read(path):
    """The arrays of a safetensors file in the order of its data, bf16 as floats."""
    kinds = {name: kind for kind, name in SAFETENSORS.items()}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    entries = [entry for name, entry in header.items() if name != "__metadata__"]
    arrays = []
    for entry in sorted(entries, key=lambda e: e["data_offsets"]):
        kind = kinds[entry["dtype"]]
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[begin:end], NUMPY[kind]).reshape(entry["shape"])
        arrays.append(floats(array, kind))
    return arrays


def error(results, expected):
    """The largest difference of two elements, relative to the largest finite element of its array."""
    if len(results) != len(expected):
        return float("inf")
    worst = 0.0
    for ours, theirs in zip(results, expected):
        a, b = np.asarray(ours), np.asarray(theirs)
        if a.shape != b.shape:
            return float("inf")
        wide = np.complex128 if np.iscomplexobj(b) else np.float64
        a, b = a.astype(wide), b.astype(wide)
        equal = (a == b) | (np.isnan(a) & np.isnan(b))
        if equal.all():
            continue
        apart = np.abs(a - b)[~equal]
        if np.isnan(apart).any():
            return float("inf")
        finite = np.abs(b[np.isfinite(b)])
        worst = max(worst, float(apart.max() / finite.max()) if finite.size and finite.max() > 0 else float("inf"))
    return worst
